/** The first words that a function's name may have. A new verb is added here, in its place in the alphabet. */
export const verbs: readonly string[] = `
abort accept acquire activate adapt add adopt aggregate alter advance append apply archive ask assert assign attach await begin bind block bring build call cancel
change check choose claim clean clear close collect combine comment commit compare complete compose compress compute confirm
connect consume continue convert copy count create cut deactivate decide decode decompress decrypt define delete derive describe
depends detect diff disable disconnect discard dismiss doctor double down draw drop emit empty enable encode encrypt end enqueue ensure escape
estimate exclude exit expand expect explain export extend extract fail fetch fill filter find finish fit fix flatten flush follow
forget format free generate get give grant group guard guess hash hide hold identify ignore import include indent
index initialize insert inspect install join keep kill leave link list listen load locate lock log loosen make map mark mask match
measure merge migrate move name narrow normalize note notify offer omit open order own pack pad parse pass pause pick pipe place plan
prefer predict prepare print process prove publish purge put qualify quote raise rank read rebuild reclaim recognize reconnect record refine refuse
register reject rekey release remove rename render renew repair repeat replace report request require reschedule reset resolve restore
restrict rethrow retry revoke roll route run save scan schedule scratch see select send serialize set settle shorten show sign skip sort split
stack start status stop store stringify strip subtract suggest sum summarize swap tag take tell throw tighten touch trace track trash
translate trim try turn unblock undo unify unlink unpack up update upgrade use validate verify visit wait walk warn watch wrap
write
`
  .trim()
  .split(/\s+/);

/** The first words of predicates, of conversions, and of functions that run other work or leave something out. */
export const otherFirstWords: readonly string[] = (
  "are can fits has is matches may mentions must needs reads refers should " + "to with without"
).split(" ");

/** Names that PhoenixKit's own API gave or that apps expect, and the one that is read together with its tenant. */
export const givenNames: readonly string[] = [
  "migratedVersion",
  "migratedVersionRuntime",
  "main",
  "publicUser",
  "rulesFor",
];

/** Column builders, zod schemas with parameters and templates, which are named after what they build. */
export const builderFiles: readonly string[] = [
  "schema/columns.ts",
  "schema/timestamp-columns.ts",
  "schema/timestamp.ts",
  "src/zod/text.ts",
  "src/site/html.ts",
];

/** Words that the glossary of CONTRIBUTING.md replaces, and the word to use. */
export const replacedWords: readonly [pattern: RegExp, word: string][] = [
  [/\bmend(s|ed|ing)?(?![a-z])|(?<=[a-z])Mend(s|ed|ing)?(?![a-z])|\bMend/g, "repair, fix or manual SQL"],
  [/(?<!de)fault(s|y)?(?![a-z])/gi, "difference or drift"],
  [/(?<![a-z])verdict/gi, "difference or drift"],
  [/\bways? back\b/gi, "down, or down migration"],
  [/\btaken back\b/gi, "down, or down migration"],
  [/(?<![a-z])notOurs\b/g, "unmanaged"],
];
