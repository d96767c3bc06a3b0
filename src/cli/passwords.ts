const secret = "***";

/**
 * Hides the passwords of all URLs in a text.
 *
 * @param text a URL, or anything that may quote one
 * @returns the same with `***` for each password
 * @example
 * withoutPasswords("postgres://me:s3cret@db/app") // "postgres://me:***@db/app"
 */
export function withoutPasswords(text: string): string {
  return text.replace(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, masked);
}

function masked(url: string): string {
  // the name and password of a URL that is none may reach over slashes and at-signs
  const password = URL.canParse(url) ? /(:\/\/[^:@/?#]*):[^/?#]*@/ : /(:\/\/[^:@/?#]*):.*@/;
  return url.replace(password, `$1:${secret}@`).replace(/([?&](?:ssl)?password=)[^&#]*/gi, `$1${secret}`);
}
