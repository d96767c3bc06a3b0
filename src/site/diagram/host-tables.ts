import { type Card, cardSize, measureCard } from "./cards.ts";
import type { Box } from "./layout.ts";
import type { PlacedCard } from "./paths.ts";

/** Cards of the host's tables, in a panel below the diagram. */
export interface HostPanel {
  readonly box: Box;
  readonly placed: readonly PlacedCard[];
  /** How many tables have no room. */
  readonly hidden: number;
}

const padding = { side: 28, top: 46, bottom: 28, gap: 36 } as const;

/** More than these would dwarf the diagram; a page lists them all. */
const mostCards = 60;

/** Places cards in columns of equal width, each in the column that is the shortest so far. */
export function placeHostTables(
  cards: readonly Card[],
  { width, top }: { readonly width: number; readonly top: number },
): HostPanel {
  const shown = cards.slice(0, mostCards);
  const sizes = shown.map(measureCard);
  const columnWidth = Math.max(...sizes.map((size) => size.width));
  const room = width - 2 * padding.side + padding.gap;
  const heights = Array.from(
    { length: Math.max(1, Math.floor(room / (columnWidth + padding.gap))) },
    () => 0,
  );
  const placed = shown.map((card, index): PlacedCard => {
    const height = sizes[index]?.height ?? cardSize.header;
    const column = heights.indexOf(Math.min(...heights));
    const y = top + padding.top + (heights[column] ?? 0);
    heights[column] = (heights[column] ?? 0) + height + cardSize.gap;
    return {
      card,
      box: { x: padding.side + column * (columnWidth + padding.gap), y, width: columnWidth, height },
    };
  });
  const used = heights.filter((height) => height > 0).length;
  const height = padding.top + Math.max(...heights) + padding.bottom;
  const panelWidth = 2 * padding.side + used * (columnWidth + padding.gap) - padding.gap;
  return {
    box: { x: 0, y: top, width: panelWidth, height },
    placed,
    hidden: cards.length - shown.length,
  };
}
