#!/usr/bin/env node
import { main } from "./cli/main.ts";
import { processIo } from "./cli/process-io.ts";

const io = processIo();
const code = await main(process.argv.slice(2), io);
// a command that was stopped may leave a connection that waits for an answer
if (io.signal.aborted) process.exit(code);
process.exitCode = code;
