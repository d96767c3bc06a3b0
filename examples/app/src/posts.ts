import { desc, eq } from "drizzle-orm";
import { type Db, findUserByEmail } from "phoenix-kit-schema/rules";
import { tables, users } from "./phoenix-kit.ts";
import { posts } from "./schema.ts";

/** A post with the address of its author. */
export interface Post {
  readonly title: string;
  readonly author: string;
}

/** Writes a post; false if no user has the author's address. */
export async function writePost(db: Db, author: string, title: string): Promise<boolean> {
  const user = await findUserByEmail(db, author, { tables });
  if (!user) return false;
  await db.insert(posts).values({ authorUuid: user.uuid, title });
  return true;
}

/** All posts, the latest first: one query over this app's table and PhoenixKit's. */
export async function latestPosts(db: Db): Promise<Post[]> {
  return db
    .select({ title: posts.title, author: users.email })
    .from(posts)
    .innerJoin(users, eq(users.uuid, posts.authorUuid))
    .orderBy(desc(posts.writtenAt));
}
