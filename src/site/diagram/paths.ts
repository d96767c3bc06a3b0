import type { Relation } from "../relations.ts";
import { type Card, cardSize } from "./cards.ts";
import type { Box } from "./layout.ts";

/** A card in its place. */
export interface PlacedCard {
  readonly card: Card;
  readonly box: Box;
  readonly bare?: boolean;
}

/** The path of a relation in SVG, from its column to the key that it refers to. */
export function findPath(relation: Relation, from: PlacedCard, to: PlacedCard): string {
  const y1 = findRow(from, relation.columns[0]);
  const y2 = findRow(to, relation.targetColumns[0]);
  const [left1, right1] = [from.box.x, from.box.x + from.box.width];
  const [left2, right2] = [to.box.x, to.box.x + to.box.width];
  const room = 40;
  if (left2 >= right1 + room) return drawCurve([right1, y1, 1], [left2, y2, -1]);
  if (right2 <= left1 - room) return drawCurve([left1, y1, -1], [right2, y2, 1]);
  return drawCurve([right1, y1, 1], [right2, y2, 1]);
}

function findRow({ card, box, bare }: PlacedCard, column = ""): number {
  const index = bare ? -1 : card.rows.findIndex(({ name }) => name === column);
  const { header, row } = cardSize;
  return box.y + (index < 0 ? header / 2 : header + (index + 0.5) * row);
}

/** The end of a line: where it is, and whether it leaves to the left (-1) or to the right (1). */
type End = readonly [x: number, y: number, side: -1 | 1];

/** Draws a curve that is straight at both ends, as crow's feet need. */
function drawCurve([x1, y1, side1]: End, [x2, y2, side2]: End): string {
  const straight = 22;
  const [a, b] = [x1 + side1 * straight, x2 + side2 * straight];
  const bend = side1 === side2 ? 50 : Math.max(30, Math.abs(b - a) / 2);
  return `M${x1} ${y1}H${a}C${a + side1 * bend} ${y1} ${b + side2 * bend} ${y2} ${b} ${y2}H${x2}`;
}
