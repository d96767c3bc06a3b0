#!/usr/bin/env node
import { createProcessIo } from "./cli/io.ts";
import { main } from "./cli/main.ts";

const io = createProcessIo();
const code = await main(process.argv.slice(2), io);
// a command that was stopped may leave a connection that waits for an answer
if (io.signal.aborted) process.exit(code);
process.exitCode = code;
