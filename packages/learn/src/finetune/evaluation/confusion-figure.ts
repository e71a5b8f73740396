/** How often each class was taken for each, as a picture. */
import { type Html, html } from "@cmrkit/study";
import { at, BLUE, SMALL } from "../../figures/figure.ts";
import { plotSvg } from "../../figures/plot.ts";
import type { ConfusionMatrix } from "../../metrics/confusion-matrix.ts";

const FRAME = { left: 120, top: 64, right: SMALL.width - 20, bottom: SMALL.height - 20 };
/** Share of a row from which on its cell is so dark that letters are white. */
const DARK = 0.55;

/** Rows are the truth, columns the answers; a cell is the darker the more of its row it holds. An SVG file. */
export function confusionSvg({ classes, counts }: ConfusionMatrix): string {
  const width = (FRAME.right - FRAME.left) / classes.length;
  const height = (FRAME.bottom - FRAME.top) / classes.length;
  const cells = counts.flatMap((row, i) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => {
      const share = all === 0 ? 0 : count / all;
      return cell(FRAME.left + j * width, FRAME.top + i * height, { width, height, share, count });
    });
  });
  return plotSvg(html`<text x="20" y="22" font-size="14" font-weight="600">Confusion matrix</text>
<text x="${(FRAME.left + FRAME.right) / 2}" y="40" text-anchor="middle" fill="#5b6770">answer</text>
<text x="20" y="${FRAME.top - 8}" fill="#5b6770">truth</text>
${classes.map((name, j) => html`<text x="${at(FRAME.left + (j + 0.5) * width)}" y="${FRAME.top - 8}" text-anchor="middle">${name}</text>`)}
${classes.map((name, i) => html`<text x="${FRAME.left - 8}" y="${at(FRAME.top + (i + 0.5) * height + 4)}" text-anchor="end">${name}</text>`)}
${cells}`);
}

interface Cell {
  readonly width: number;
  readonly height: number;
  readonly share: number;
  readonly count: number;
}

function cell(x: number, y: number, { width, height, share, count }: Cell): Html {
  const ink = share > DARK ? "#ffffff" : "#1d252c";
  return html`<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${BLUE}" fill-opacity="${share.toFixed(2)}" stroke="#d7dde2"/><text x="${at(x + width / 2)}" y="${at(y + height / 2 + 5)}" text-anchor="middle" font-size="15" fill="${ink}">${count}</text>`;
}
