import { isIP, SocketAddress } from "node:net";
import { assertText } from "./assert.ts";

/**
 * One form of an address, whoever wrote it: `2001:db8::1` in small letters and without zeros, IPv4 as itself where it came
 * by way of IPv6, without a port, brackets or a zone. Of a list, as `X-Forwarded-For` has it, the first, which is the client.
 * Text that is not an address, such as `unknown`, is put in small letters.
 *
 * @param ip what the server, a proxy or a mail service said
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
