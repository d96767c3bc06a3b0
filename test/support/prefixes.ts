/** A prefix that has to be quoted: a capital letter, a letter beyond ASCII, blanks and quotes. */
export const quotedPrefix = 'Käse "tenant" 1';
