import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import type { Answer, Project } from "./project.ts";

interface Run {
  readonly project: Project;
  readonly url: string;
  readonly prefix: string;
}

interface Bundler {
  /** What npm installs for it. */
  readonly packages: readonly string[];
  /** Bundles the app, and runs what came of it in a folder that has nothing else. */
  run(run: Run): Promise<Answer>;
}

/** Packages in CommonJS call `require`, which a bundle in ESM has to make. */
const requireBanner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

/** Vite refuses the older one that the tests of this repository use. */
const esbuild = "esbuild@0.28.2";

/** The bundlers by their names. */
export const bundlers: Readonly<Record<string, Bundler>> = {
  "esbuild-esm": {
    packages: [esbuild],
    run: (run) =>
      runScript(run, {
        output: "esm/program.mjs",
        script: `require("esbuild").buildSync({ entryPoints: ["program.mjs"], bundle: true, platform: "node",
          format: "esm", outfile: "esm/program.mjs", external: ["pg-native"],
          banner: { js: ${JSON.stringify(requireBanner)} } });`,
      }),
  },
  "esbuild-cjs": {
    packages: [esbuild],
    run: (run) =>
      runScript(run, {
        output: "cjs/program.cjs",
        script: `require("esbuild").buildSync({ entryPoints: ["program.mjs"], bundle: true, platform: "node",
          format: "cjs", outfile: "cjs/program.cjs", external: ["pg-native"] });`,
      }),
  },
  webpack: {
    packages: ["webpack@5.113.0"],
    run: (run) =>
      runScript(run, {
        output: "webpack/program.cjs",
        script: `require("webpack")({ entry: "./program.mjs", mode: "production", target: "node20",
          output: { path: process.cwd() + "/webpack", filename: "program.cjs" }, externals: { "pg-native": "commonjs pg-native" },
        }, (error, stats) => {
          if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
        });`,
      }),
  },
  vite: {
    packages: ["vite@8.3.8"],
    run: (run) =>
      runScript(run, {
        output: "vite/program.mjs",
        script: `import("vite").then(({ build }) => build({ logLevel: "error", ssr: { noExternal: true, external: ["pg-native"] },
          build: { ssr: "program.mjs", outDir: "vite", rollupOptions: { output: { entryFileNames: "program.mjs" } } } }));`,
      }),
  },
  next: {
    packages: ["next@16.4.6", "react@19.2.0", "react-dom@19.2.0"],
    run: runNext,
  },
};

async function runScript(
  { project, url, prefix }: Run,
  { script, output }: { readonly script: string; readonly output: string },
): Promise<Answer> {
  await execa("node", ["--eval", script], { cwd: project.folder });
  return withEmptyFolder(async (folder) => {
    await cp(join(project.folder, dirname(output)), folder, { recursive: true });
    const env = { DATABASE_URL: url, PREFIX: prefix, NODE_PATH: undefined };
    const { stdout } = await execa("node", [basename(output)], { cwd: folder, env });
    return JSON.parse(stdout) as Answer;
  });
}

/** The app as a route of Next.js, built as `standalone`: with what it needs of `node_modules` beside it. */
async function runNext({ project, url, prefix }: Run): Promise<Answer> {
  const { folder } = project;
  await mkdir(join(folder, "app/run"), { recursive: true });
  await writeFile(join(folder, "next.config.mjs"), `export default { output: "standalone" };`);
  await writeFile(
    join(folder, "app/layout.js"),
    `export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
  );
  await writeFile(
    join(folder, "app/run/route.js"),
    `import { run } from "../../app.mjs";
export const dynamic = "force-dynamic";
export async function GET() {
  return Response.json(await run(process.env.PREFIX).catch((error) => ({ error: String(error) })));
}`,
  );
  const env = { NEXT_TELEMETRY_DISABLED: "1" };
  await execa("npx", ["next", "build"], { cwd: folder, env });
  return withEmptyFolder(async (place) => {
    await cp(join(folder, ".next/standalone"), place, { recursive: true });
    const port = await findPort();
    const server = execa("node", ["server.js"], {
      cwd: place,
      env: { DATABASE_URL: url, PREFIX: prefix, PORT: String(port), HOSTNAME: "127.0.0.1" },
      reject: false,
    });
    try {
      return (await (await fetchWhenReady(`http://127.0.0.1:${port}/run`)).json()) as Answer;
    } finally {
      server.kill();
      await server;
    }
  });
}

async function withEmptyFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-bundle-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

async function fetchWhenReady(url: string): Promise<Response> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await fetch(url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
