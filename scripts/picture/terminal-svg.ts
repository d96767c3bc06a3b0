import { createColorPalette, type ParseToken, parseAnsiSequences } from "ansi-sequence-parser";

const cell = { width: 8.4, height: 20 } as const;
const margin = { side: 20, top: 48, bottom: 20 } as const;
const background = "#16181d";
const foreground = "#d7dae0";
const palette = createColorPalette();

/**
 * Draws what a command printed, as a terminal window.
 *
 * @param command what was typed
 * @param output what came, with its ANSI colours
 * @returns an SVG document
 * @example
 * await writeFile("up.svg", drawTerminal("npx phoenix-kit up", output));
 */
export function drawTerminal(command: string, output: string): string {
  const lines = [`\u001b[2m$\u001b[22m ${command}`, ...output.trimEnd().split("\n")].map((line) =>
    parseAnsiSequences(line),
  );
  const columns = Math.max(
    ...lines.map((tokens) => tokens.reduce((sum, { value }) => sum + value.length, 0)),
  );
  const width = Math.ceil(columns * cell.width + 2 * margin.side);
  const height = lines.length * cell.height + margin.top + margin.bottom;
  const rows = lines.map((tokens, index) => {
    const y = margin.top + (index + 0.75) * cell.height;
    return `  <text x="${margin.side}" y="${y}" xml:space="preserve">${tokens.map(renderSpan).join("")}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `  <title>${escapeXml(command)}</title>`,
    `  <rect width="100%" height="100%" rx="8" fill="${background}"/>`,
    ...["#f08d8d", "#e6c07b", "#7ec699"].map(
      (fill, index) => `  <circle cx="${margin.side + 6 + index * 20}" cy="22" r="6" fill="${fill}"/>`,
    ),
    `  <g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="${foreground}">`,
    ...rows,
    "  </g>",
    "</svg>",
    "",
  ].join("\n");
}

function renderSpan({ value, foreground: colour, decorations }: ParseToken): string {
  const attributes = [
    colour && `fill="${palette.value(colour)}"`,
    decorations.has("dim") && 'opacity="0.6"',
    decorations.has("bold") && 'font-weight="bold"',
  ].filter(Boolean);
  const text = escapeXml(value);
  return attributes.length === 0 ? text : `<tspan ${attributes.join(" ")}>${text}</tspan>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
