import { createServer, type IncomingMessage, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { type Db, RuleError } from "phoenix-kit-schema/rules";
import { register } from "./people.ts";
import { latestPosts, writePost } from "./posts.ts";

type Answer = [status: number, body: unknown];

/** `POST /users`, `POST /posts` and `GET /posts`, all JSON; on node-postgres in production, on PGlite in tests. */
export function createApp(db: Db): Server {
  return createServer(async (request, response) => {
    const [status, body] = await answer(db, request).catch(refusal);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
}

async function answer(db: Db, request: IncomingMessage): Promise<Answer> {
  switch (`${request.method} ${request.url}`) {
    case "GET /posts":
      return [200, await latestPosts(db)];
    case "POST /users": {
      const [email, password] = await fields(request, ["email", "password"]);
      if (!email || !password) return [400, { error: "Give email and password." }];
      return [201, { uuid: await register(db, email, password) }];
    }
    case "POST /posts": {
      const [author, title] = await fields(request, ["author", "title"]);
      if (!author || !title) return [400, { error: "Give author and title." }];
      const written = await writePost(db, author, title);
      return written ? [201, { title }] : [404, { error: "The author is not a user." }];
    }
    default:
      return [404, { error: "There is nothing here." }];
  }
}

/** A rule says what is wrong and what to do about it; anything else is for us to mend. */
function refusal(error: unknown): Answer {
  if (error instanceof RuleError) {
    return [error.code === "email_taken" ? 409 : 400, { error: error.message, remedy: error.remedy }];
  }
  console.error(error);
  return [500, { error: "It is our fault." }];
}

/** The texts of a JSON object; empty if there are none. */
async function fields(request: IncomingMessage, names: string[]): Promise<string[]> {
  const body: unknown = await json(request).catch(() => undefined);
  const object = new Map(Object.entries(body ?? {}));
  return names.map((name) => String(object.get(name) ?? ""));
}
