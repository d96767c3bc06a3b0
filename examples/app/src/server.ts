import { createServer, type IncomingMessage, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { type Database, register } from "./people.ts";
import { latestPosts, writePost } from "./posts.ts";

type Answer = [status: number, body: unknown];

/** `POST /users`, `POST /posts` and `GET /posts`, all JSON. */
export function createApp(db: Database): Server {
  return createServer(async (request, response) => {
    const [status, body] = await answer(db, request).catch((error): Answer => {
      console.error(error);
      return [500, { error: "It is our fault." }];
    });
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
}

async function answer(db: Database, request: IncomingMessage): Promise<Answer> {
  switch (`${request.method} ${request.url}`) {
    case "GET /posts":
      return [200, await latestPosts(db)];
    case "POST /users": {
      const [email, password] = await fields(request, ["email", "password"]);
      if (!email || !password) return [400, { error: "Give email and password." }];
      const uuid = await register(db, email, password);
      return uuid ? [201, { uuid }] : [409, { error: "This address has a user already." }];
    }
    case "POST /posts": {
      const [author, title] = await fields(request, ["author", "title"]);
      if (!author || !title) return [400, { error: "Give author and title." }];
      const written = await writePost(db, author, title);
      return written ? [201, { title }] : [404, { error: "The author is no user." }];
    }
    default:
      return [404, { error: "There is nothing here." }];
  }
}

/** The texts of a JSON object; empty where there are none. */
async function fields(request: IncomingMessage, names: string[]): Promise<string[]> {
  const body: unknown = await json(request).catch(() => undefined);
  const object = new Map(Object.entries(body ?? {}));
  return names.map((name) => String(object.get(name) ?? ""));
}
