/** What ILIKE finds a text in, anywhere and in any case: the wildcards of the text mean themselves. */
export function toSearchPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
