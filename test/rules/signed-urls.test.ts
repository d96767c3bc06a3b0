import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { signFileToken, verifyFileToken } from "../../src/rules/signed-urls.ts";

const key = "k".repeat(32);
const file = { fileUuid: "018f0000-0000-7000-8000-00000000000a", variant: "thumbnail" };
const soon = () => new Date(Date.now() + 60_000);

afterEach(() => {
  vi.useRealTimers();
});

test("a token is valid for its file and variant until it ends, to the second", () => {
  vi.useFakeTimers({ now: new Date("2025-03-01T09:00:00Z") });
  const token = signFileToken(file, new Date("2025-03-01T09:30:00.900Z"), key);
  expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
  expect(verifyFileToken(token, file, key)).toBe("valid");
  expect(verifyFileToken(token, { ...file, fileUuid: file.fileUuid.toUpperCase() }, key)).toBe("valid");
  vi.setSystemTime(new Date("2025-03-01T09:29:59.999Z"));
  expect(verifyFileToken(token, file, key)).toBe("valid");
  vi.setSystemTime(new Date("2025-03-01T09:30:00Z"));
  expect(verifyFileToken(token, file, key)).toBe("expired");
});

test("a token is of no use for another file, variant or key", () => {
  const token = signFileToken(file, soon(), key);
  const others = [
    { ...file, variant: "original" },
    { ...file, variant: "" },
    { ...file, fileUuid: file.fileUuid.replace("a", "b") },
    { fileUuid: `${file.fileUuid}","thumbnail`, variant: "" },
  ];
  for (const other of others) expect(verifyFileToken(token, other, key)).toBe("forged");
  expect(verifyFileToken(token, file, `${key}k`)).toBe("forged");
});

test("a token whose end was put off is forged", () => {
  const token = signFileToken(file, new Date(Date.now() - 60_000), key);
  const [seconds = "", signature] = token.split(".");
  const later = (Number.parseInt(seconds, 36) + 3600).toString(36);
  expect(verifyFileToken(token, file, key)).toBe("expired");
  expect(verifyFileToken(`${later}.${signature}`, file, key)).toBe("forged");
  expect(verifyFileToken(`0${token}`, file, key)).toBe("forged");
});

test("a changed character makes a token forged, wherever it is", () => {
  const token = signFileToken(file, soon(), key);
  for (let place = 0; place < token.length; place++) {
    for (const character of "aA0-_.=") {
      const changed = token.slice(0, place) + character + token.slice(place + 1);
      if (changed !== token) expect(verifyFileToken(changed, file, key)).toBe("forged");
    }
  }
});

test("no text that was made up is a token", () => {
  const valid = signFileToken(file, soon(), key);
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string().map((text) => valid + text),
  );
  fc.assert(
    fc.property(anything, (token) => {
      expect(verifyFileToken(token, file, key)).toBe(token === valid ? "valid" : "forged");
    }),
  );
});

test("any uuid, variant and key of 32 bytes or more make a token that they alone check", () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 80 });
  const variant = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 50 })
    .filter((v) => !v.includes("\0"));
  fc.assert(
    fc.property(fc.uuid(), variant, bytes, (fileUuid, name, secret) => {
      const token = signFileToken({ fileUuid, variant: name }, soon(), secret);
      expect(verifyFileToken(token, { fileUuid, variant: name }, secret)).toBe("valid");
      expect(verifyFileToken(token, { fileUuid, variant: `${name}x` }, secret)).toBe("forged");
    }),
  );
});

test("what makes no safe token is refused", () => {
  const refused = expect.objectContaining({
    name: "RuleError",
    code: "invalid_input",
    remedy: expect.any(String),
  });
  expect(() => signFileToken(file, soon(), "k".repeat(31))).toThrow(refused);
  expect(() => verifyFileToken("x", file, new Uint8Array(31))).toThrow(refused);
  expect(() => signFileToken({ ...file, fileUuid: "1" }, soon(), key)).toThrow(refused);
  expect(() => signFileToken({ ...file, variant: "" }, soon(), key)).toThrow(refused);
  expect(() => signFileToken(file, new Date("never"), key)).toThrow(refused);
});
