import type { Box } from "../../src/site/diagram/layout.ts";

/** A place in the diagram. */
export type Point = readonly [x: number, y: number];

/** The way around a corner or along a side of a card, and the area that it takes. */
interface Loop {
  readonly path: string;
  readonly area: Box;
}

/**
 * The path of a table's reference to itself, where the fewest other lines are. A card is as high as in its largest
 * version, so no loop ends at its bottom, where it may be in the air.
 */
export function drawLoop(card: Box, lines: readonly (readonly Point[])[]): string {
  const points = lines.flat();
  const countInside = ({ area }: Loop) =>
    points.filter(
      ([x, y]) => x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height,
    ).length;
  const [best] = listLoops(card)
    .map((loop) => ({ loop, count: countInside(loop) }))
    .sort((one, other) => one.count - other.count);
  return best?.loop.path ?? "";
}

function listLoops(card: Box): Loop[] {
  return ([1, -1] as const).flatMap((side) => {
    const x = side === 1 ? card.x + card.width : card.x;
    const { y } = card;
    return [
      {
        path: `M${x} ${y + 26}C${x + side * 72} ${y + 26} ${x - side * 30} ${y - 84} ${x - side * 30} ${y}`,
        area: { x: Math.min(x, x + side * 44) - 30, y: y - 44, width: 74, height: 74 },
      },
      {
        path: `M${x} ${y + 14}C${x + side * 60} ${y + 14} ${x + side * 60} ${y + 54} ${x} ${y + 54}`,
        area: { x: Math.min(x, x + side * 48), y: y + 8, width: 48, height: 52 },
      },
    ];
  });
}
