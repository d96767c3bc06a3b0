import { defineConfig, mergeConfig } from "vitest/config";
import all from "./vitest.config.ts";

/** `npm run test:quick`: without builds of the package, crashes, servers of a test's own, and sweeps over all versions. */
export default mergeConfig(
  all,
  defineConfig({
    test: {
      exclude: [
        "test/{authors,embedded,examples,field,package,torture}/**",
        "test/*.test.ts",
        "test/cli/{adopt,embedded,export,plan,repair,studio}.test.ts",
        "test/doctor/doctor-{server,pooler,sessions}.test.ts",
        "test/drift/{adopt,adopt-markers,repair,verify}.test.ts",
        "test/migrate/{concurrency,crash,drizzle-kit,plan,prefixes,roles}.test.ts",
        "test/postgres/pglite.test.ts",
        "test/types/**",
        "test/versions/{core-line,keys,paths,prefixes,regressions,regressions-core-line,regressions-installs,translations,v137}.test.ts",
      ],
    },
  }),
);
