/**
 * What PhoenixKit's application takes in texts that people type, by table and column. `min` and `max` count characters
 * as PostgreSQL does, where an emoji is one: `[...text].length`. Texts that are not here have what their column has room
 * for, most often 255 characters.
 */
export const limits = {
  users: {
    email: { min: 1, max: 160, pattern: /^\S*@\S*$/ },
    username: { min: 3, max: 30, pattern: /^[a-z][a-z0-9_]*$/i },
    /** As it is typed, before it is hashed. bcrypt ignores what follows 72 bytes in UTF-8. */
    password: { min: 8, max: 72, maxBytes: 72 },
    firstName: { max: 100 },
    lastName: { max: 100 },
  },
  adminNotes: { content: { min: 1, max: 10_000 } },
  userRoles: { name: { min: 1, max: 50 }, description: { max: 500 } },
  rolePermissions: {
    moduleKey: { max: 101, pattern: /^(?:\*|[a-z][a-z0-9_]{0,49}(?:\.[a-z][a-z0-9_]{0,49})?)$/ },
  },
  /** The column has room for more: this is what PhoenixKit's own form takes. */
  settings: { key: { min: 1, max: 255 }, value: { min: 1, max: 1000 } },
  emailTemplates: {
    name: { min: 2, max: 100, pattern: /^[a-z][a-z0-9_]*$/ },
    slug: { min: 2, max: 100, pattern: /^[a-z][a-z0-9-]*$/ },
    /** Of each language. */
    displayName: { min: 2, max: 200 },
    /** Of each language. */
    subject: { min: 1, max: 300 },
  },
  entities: {
    name: { min: 2, max: 50, pattern: /^[a-z][a-z0-9_]*$/ },
    displayName: { min: 2, max: 100 },
    displayNamePlural: { min: 2, max: 100 },
    description: { max: 500 },
  },
  storageDimensions: { name: { min: 1, max: 50, pattern: /^[a-z0-9_]*$/ } },
  mentions: { label: { max: 120, pattern: /^[^\]|]*$/ } },
  accessRequests: { note: { max: 500 } },
  activities: { action: { min: 1, max: 100 } },
} as const;
