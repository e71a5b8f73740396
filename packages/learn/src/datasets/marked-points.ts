/** Landmarks in one cell of a table: `apex 12.5 40; mitralAnnulusSeptal 30 22`, a name and x y in pixels of the image. */
import { LearnError } from "../errors.ts";
import type { CaseImage } from "./data-set.ts";

const POINT = /^(\w+)\s+(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)$/;

/** @throws {LearnError} `bad-table` for what is no point, and for a name that stands there twice. */
export function markedPoints(cell: string, where: string): NonNullable<CaseImage["landmarks"]> {
  const points = cell.split(";").map((text) => {
    const [, name, x, y] = POINT.exec(text.trim()) ?? [];
    if (name !== undefined) return [name, [Number(x), Number(y)]] as const;
    throw new LearnError("bad-table", `${where}: landmarks has "${text.trim()}"; write name x y, such as apex 12.5 40`);
  });
  const twice = points.find(([name], i) => points.findIndex(([other]) => other === name) !== i);
  if (!twice) return Object.freeze(Object.fromEntries(points));
  throw new LearnError("bad-table", `${where}: landmarks has ${twice[0]} twice`);
}
