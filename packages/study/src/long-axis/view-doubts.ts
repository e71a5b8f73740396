/** Whether labels of several long-axis views are of the views that they are given as: volumes of two planes rest on it. */
import { LEFT_VENTRICLE, RIGHT_VENTRICLE } from "@cmrkit/cardiac";
import { columnsOf, cross, dot, type Grid, isSameGrid, type LabelVolume, length, type Vector3 } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import type { StudyWarning } from "../warning.ts";
import { type LongAxisView, viewTitles } from "./landmarks-file.ts";

/** In cmrkit's numbers. */
type LabelledView = readonly [view: LongAxisView, labels: LabelVolume];

/** Own rule: two-, three- and four-chamber planes lie some 60° apart; what is nearer is not two of them. */
const LEAST_ANGLE_DEG = 25;
/** Own rule: a two-chamber plane misses the right ventricle; specks of it are no evidence. */
const RIGHT_VENTRICLE_SHARE = 0.1;

/** @throws {StudyError} `input` when two views have the same labels at the same place. */
export function viewDoubts(views: readonly LabelledView[]): readonly StudyWarning[] {
  const pairs = views.flatMap((one, n) => views.slice(n + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs) requireApart(one, other);
  return [...pairs.flatMap(([one, other]) => parallelDoubt(one, other)), ...views.flatMap(rightVentricleDoubt)];
}

function requireApart([view, labels]: LabelledView, [otherView, other]: LabelledView): void {
  if (!isSameGrid(labels.grid, other.grid) || Buffer.compare(labels.labels, other.labels) !== 0) return;
  const what = `${viewTitles[view]} and ${viewTitles[otherView]} have the same labels`;
  throw new StudyError("input", `${what}; give each view its own`, { view, otherView });
}

function parallelDoubt([view, { grid }]: LabelledView, [otherView, other]: LabelledView): readonly StudyWarning[] {
  const degrees = angleDegrees(grid, other.grid);
  if (degrees >= LEAST_ANGLE_DEG) return [];
  const planes = `the planes of ${viewTitles[view]} and ${viewTitles[otherView]} lie ${degrees.toFixed(0)}° apart by their files, where some 60° or more are usual`;
  const message = `${planes}: both may show one view, or the files may not say how they lie; volumes of two planes need two`;
  return [{ kind: "views-alike", message }];
}

/** Between the planes, 0 to 90. */
function angleDegrees(one: Grid, other: Grid): number {
  const [a, b] = [normalOf(one), normalOf(other)];
  return (Math.acos(Math.min(1, Math.abs(dot(a, b)) / (length(a) * length(b)))) * 180) / Math.PI;
}

function normalOf({ ijkToLps }: Grid): Vector3 {
  const { iAxis, jAxis } = columnsOf(ijkToLps);
  return cross(iAxis, jAxis);
}

function rightVentricleDoubt([view, { labels }]: LabelledView): readonly StudyWarning[] {
  if (view !== "lax2ch") return [];
  const pixels = (label: number) => labels.reduce((sum, each) => sum + Number(each === label), 0);
  if (pixels(RIGHT_VENTRICLE) <= RIGHT_VENTRICLE_SHARE * pixels(LEFT_VENTRICLE)) return [];
  const message = `the labels of ${viewTitles[view]} show a right ventricle, which that plane misses: look whether views were exchanged`;
  return [{ kind: "view-doubtful", message }];
}
