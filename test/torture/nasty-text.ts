import fc from "fast-check";

/** What has a meaning to PostgreSQL's lexer, to our files or to somebody who breaks in. */
const fragments = [
  ...[
    '"',
    "'",
    "''",
    '""',
    "\\",
    "\\'",
    "$$",
    "$do$",
    "$phoenix_kit$",
    "$function$",
    "$1",
    "%s",
    "{{x}}",
    "\n",
  ],
  ...[
    '"public".',
    "public",
    "pg_",
    "information_schema",
    "canary",
    "phoenix_kit",
    ".",
    " ",
    "E'",
    'U&"',
    "/*",
    "*/",
    "--",
  ],
  ...[
    "; DROP SCHEMA canary CASCADE; --",
    "'; DROP TABLE canary.bird; --",
    '"; SELECT 1; --',
    "ä",
    "漢",
    "😀",
  ],
];

/** What no text in PostgreSQL can hold. */
const impossible = fc.constantFrom("\0", "\u{d800}");

/** Text that is likely to break something: up to some 80 bytes, of the above and of anything. */
export const nastyText = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...fragments) },
      { weight: 1, arbitrary: impossible },
      { weight: 10, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
      { weight: 10, arbitrary: fc.string({ maxLength: 12 }) },
    ),
    {
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(""));

/** The same without what no text in PostgreSQL can hold: NUL and half characters. */
export const storableText = nastyText.map((text) => text.replaceAll("\0", "").toWellFormed());
