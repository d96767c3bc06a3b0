import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between a client and a server, to be disturbed. */
export interface TcpProxy {
  /** Leads through it. */
  readonly url: string;
  /** Bytes that have passed since it began, both ways together. */
  readonly passed: number;
  /** Does something once so many bytes have passed; the rest of what was under way waits for it. */
  at(bytes: number, action: () => void): void;
  /** Lets nothing pass, with all connections open, as a network does that has lost its way. */
  stall(): void;
  /** Lets all pass that has been waiting. */
  resume(): void;
  /** Breaks all connections, with what is under way lost; new ones can be made. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Starts a proxy on the loopback interface.
 *
 * @param target a URL of the server to lead to, with host and port
 * @returns the proxy, with a URL like the one given
 * @example
 * const proxy = await startProxy("postgresql://postgres@127.0.0.1:5433/app");
 * proxy.at(10_000, () => proxy.cut());
 */
export async function startProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let passed = 0;
  let stalled = false;
  let planned: { bytes: number; action: () => void } | undefined;

  const forward = (from: Socket, to: Socket) => (chunk: Buffer) => {
    const left = planned ? planned.bytes - passed : Number.POSITIVE_INFINITY;
    const now = chunk.subarray(0, Math.max(0, left));
    passed += now.length;
    to.write(now);
    if (!planned || chunk.length < left) return;
    const { action } = planned;
    planned = undefined;
    // comes again once it may pass, if the connection is still there
    from.unshift(chunk.subarray(now.length));
    action();
  };
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.setNoDelay(true);
    if (stalled) from.pause();
    from.on("data", forward(from, to));
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => sockets.delete(from));
  };

  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname);
    join(client, upstream);
    join(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    get passed() {
      return passed;
    },
    at(bytes, action) {
      planned = { bytes, action };
    },
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
