/** Four-chamber frames that need no data: a bright cavity, half an ellipse with its base below, that shortens from ED to ES. */

import { fourChamberLandmarks } from "@cmrkit/cardiac/landmarks";
import { encodePng } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cutEllipse, drawn, fromFrame } from "../../landmarks/testing/shapes.ts";

const size = { X: 56, Y: 56 };
const phases = ["ed", "es"] as const;
type Phase = (typeof phases)[number];

/** How far the base moves towards the apex, which stays, in pixels. */
const EXCURSION_PIXELS = 5;
const SPACING_MM = 3;

/** A folder of one's own: each patient has a frame of ED and one of ES, and a mask. Patients of `discs` have no base. */
export function writeDrawnLongAxes(count: number, discs: readonly number[] = []): string {
  const folder = temporaryFolder();
  const spacing = `${SPACING_MM},${SPACING_MM},8`;
  const rows = Array.from({ length: count }, (_, i) =>
    phases.map((phase) => `p${i},p${i}_${phase}.png,p${i}_${phase}_gt.png,lax_4c,cine,${phase},${spacing}`),
  );
  writeFiles(folder, {
    "cases.csv": ["case,image,label,view,sequence,phase,spacing_x_mm,spacing_y_mm,spacing_z_mm", ...rows.flat()].join(
      "\n",
    ),
    "labels.json": JSON.stringify({ 1: "leftVentricleBloodPool" }),
  });
  for (let i = 0; i < count; i++)
    for (const phase of phases) {
      const { picture, cavity } = drawnFrame(i, phase, discs.includes(i));
      writeFiles(folder, { [`p${i}_${phase}.png`]: png(picture), [`p${i}_${phase}_gt.png`]: png(cavity) });
    }
  return folder;
}

/** As the four-chamber frames of the Data Science Bowl lie: no phase and no spacing. */
export function writeDrawnFourChambers(count: number): string {
  const folder = temporaryFolder();
  for (let i = 0; i < count; i++) {
    const { picture, cavity } = drawnFrame(i, "ed");
    writeFiles(folder, { [`images/${i}_0001.jpg`]: png(picture), [`lv/${i}_0001.png`]: png(cavity) });
  }
  return folder;
}

/** As the Landmark set lies: points in a table. */
export function writeDrawnPoints(count: number): string {
  const folder = temporaryFolder();
  const rows = Array.from({ length: count }, (_, i) => {
    const uid = `${1000 + i}__00`;
    const { picture, cavity } = drawnFrame(i, "ed");
    writeFiles(folder, { [`lax_4c/images/${uid}.png`]: png(picture) });
    const found = fourChamberLandmarks(cavity, size, "left hand");
    if (found.kind !== "derived") throw new Error(found.because);
    const { mitralAnnulusSeptal, mitralAnnulusLateral, apex } = found.points;
    return [mitralAnnulusSeptal, mitralAnnulusLateral, apex].map(([x, y], l) => `c,${uid},4C,${l + 1},${x},${y}`);
  });
  writeFiles(folder, { "lax_4c.csv": rows.flat().join("\n") });
  return folder;
}

function drawnFrame(patient: number, phase: Phase, isDisc = false) {
  const random = randomStream(patient);
  const shift = () => 4 * random.uniform() - 2;
  const frame = { centre: [22 + shift(), 38 + shift()] as const, degrees: -60 + 5 * shift() };
  const moved = phase === "es" ? EXCURSION_PIXELS : 0;
  const base = { ...frame, centre: fromFrame(frame, moved, 0) };
  const [length, halfWidth] = [24 - moved, phase === "es" ? 7 : 9];
  const half = cutEllipse(base, { length, halfWidth, beyond: 0 });
  const disc = cutEllipse(base, { length: halfWidth, halfWidth, beyond: halfWidth });
  const cavity = drawn(size, isDisc ? disc : half);
  const wall = drawn(size, cutEllipse(base, { length: length + 4, halfWidth: halfWidth + 4, beyond: 0 }));
  const picture = cavity.map((inside, at) => (inside ? 200 : wall[at] ? 60 : 110) + 20 * random.uniform());
  return { picture, cavity };
}

function png(values: Uint8Array): Uint8Array {
  return encodePng(values, size.X, size.Y);
}
