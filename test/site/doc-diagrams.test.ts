import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderDocDiagrams } from "../../scripts/site/doc-diagrams.ts";

describe("the diagrams of the documentation", () => {
  it("show the schema as it is: npm run generate draws them", () => {
    for (const [path, text] of renderDocDiagrams())
      expect(readFileSync(path, "utf8") === text, path).toBe(true);
  });

  it("name only tables that exist", () => {
    const rules = renderDocDiagrams().get("docs/rules.md");
    expect(rules).toContain('users ||--o{ user_role_assignments : "user_uuid"');
  });
});
