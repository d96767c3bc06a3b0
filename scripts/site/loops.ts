import type { Box } from "../../src/site/diagram/layout.ts";

/** A place in the diagram. */
export type Point = readonly [x: number, y: number];

/** The way around a corner or along a side of a card, where it ends, and the area that it takes. */
interface Loop {
  readonly path: string;
  readonly ends: readonly Point[];
  readonly area: Box;
}

/**
 * The path of a table's reference to itself, where it is the least in the way of other lines. A card is as high as in its
 * largest version, so no loop ends at its bottom, where it may be in the air.
 */
export function drawLoop(card: Box, lines: readonly (readonly Point[])[]): string {
  const points = lines.flatMap(listPlacesAlong);
  const ends = lines.flatMap((line) => [line[0] ?? [0, 0], line.at(-1) ?? [0, 0]] as Point[]);
  const measureTrouble = (loop: Loop) =>
    points.filter((point) => isInside(point, loop.area)).length +
    100 * ends.filter((end) => loop.ends.some((own) => measureDistance(own, end) < feetPixels)).length;
  const [best] = listLoops(card)
    .map((loop) => ({ loop, trouble: measureTrouble(loop) }))
    .sort((one, other) => one.trouble - other.trouble);
  return best?.loop.path ?? "";
}

/** Ends that are nearer to each other would draw their crow's feet into each other. */
const feetPixels = 14;

const measureDistance = ([x1, y1]: Point, [x2, y2]: Point): number => Math.hypot(x1 - x2, y1 - y2);

const isInside = ([x, y]: Point, area: Box): boolean =>
  x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;

/** Places along a line, some pixels apart. */
function listPlacesAlong(line: readonly Point[]): Point[] {
  return line.slice(1).flatMap(([x2, y2], index) => {
    const [x1, y1] = line[index] ?? [x2, y2];
    const count = Math.ceil(measureDistance([x1, y1], [x2, y2]) / 4);
    return Array.from({ length: count }, (_, at): Point => {
      const part = at / count;
      return [x1 + (x2 - x1) * part, y1 + (y2 - y1) * part];
    });
  });
}

function listLoops(card: Box): Loop[] {
  return ([1, -1] as const).flatMap((side) => {
    const x = side === 1 ? card.x + card.width : card.x;
    const { y } = card;
    return [
      {
        path: `M${x} ${y + 26}C${x + side * 72} ${y + 26} ${x - side * 30} ${y - 84} ${x - side * 30} ${y}`,
        ends: [
          [x, y + 26],
          [x - side * 30, y],
        ],
        area: { x: Math.min(x, x + side * 44) - 30, y: y - 44, width: 74, height: 74 },
      },
      {
        path: `M${x} ${y + 14}C${x + side * 60} ${y + 14} ${x + side * 60} ${y + 54} ${x} ${y + 54}`,
        ends: [
          [x, y + 14],
          [x, y + 54],
        ],
        area: { x: Math.min(x, x + side * 48), y: y + 8, width: 48, height: 52 },
      },
    ];
  });
}
