import { isIP, SocketAddress } from "node:net";

/**
 * One form of an address: `::1`, not `0:0:0:0:0:0:0:1`, and IPv4 as itself where it comes by way of IPv6. A text that
 * is not an address stays as it is.
 */
export function normalizeIp(ip: string): string {
  const address = ip.trim();
  if (isIP(address) !== 6) return address;
  const usual = new SocketAddress({ family: "ipv6", address }).address;
  return usual.replace(/^::ffff:(?=\d+\.)/, "");
}
