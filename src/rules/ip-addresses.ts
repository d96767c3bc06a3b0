import { isIP, SocketAddress } from "node:net";
import { assertText } from "./assert.ts";

/**
 * Normalizes an IP address: IPv6 in lower case and without zeros, as in `2001:db8::1`; IPv4 that was mapped to IPv6 as
 * IPv4; without a port, brackets or a zone. Of a list, as in `X-Forwarded-For`, it takes the first, which is the
 * client. Text that is not an address, such as `unknown`, becomes lower case.
 *
 * @param ip the address as the server, a proxy or a mail service gave it
 * @returns the address
 * @throws RuleError `invalid_input` if it is not text that PostgreSQL can store
 * @example
 * normalizeIp("[::FFFF:203.0.113.7]:443, 10.0.0.1"); // 203.0.113.7
 */
export function normalizeIp(ip: string): string {
  assertText("IP address", ip, { max: Number.MAX_SAFE_INTEGER });
  const [first = ""] = ip.split(",", 1);
  const text = first.trim().replace(/^"(.*)"$/, "$1");
  const [, bracketed, plain] = /^(?:\[(.*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  if (isIP(address) !== 6) return (isIP(address) === 4 ? address : text).toLowerCase();
  const usual = new SocketAddress({ family: "ipv6", address }).address;
  return usual.replace(/^::ffff:(?=\d+\.)/, "");
}
