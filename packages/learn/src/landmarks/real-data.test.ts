/** The rules of weak landmarks on hearts of patients. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { distance, fourChamberLandmarks, midpoint, rvInsertionPoints } from "@cmrkit/cardiac/landmarks";
import { decodePng, readNiftiLabels } from "@cmrkit/imaging";
import { expect, test } from "vitest";

const data = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const whyNot = "needs shared/data beside the repository";

test.skipIf(!existsSync(`${data}/lax4ch`))(`most drawn four-chamber cavities have landmarks (${whyNot})`, () => {
  const masks = readdirSync(`${data}/lax4ch/lv`).filter((_, n) => n % 40 === 0);
  const derived = masks.flatMap((name) => {
    const { values, columns, rows } = decodePng(readFileSync(`${data}/lax4ch/lv/${name}`));
    const result = fourChamberLandmarks(Uint8Array.from(values, Number), { X: columns, Y: rows }, "below");
    return result.kind === "derived" ? [result.points] : [];
  });
  expect(derived.length / masks.length).toBeGreaterThan(0.6);
  for (const { apex, mitralAnnulusSeptal, mitralAnnulusLateral } of derived) {
    const length = distance(apex, midpoint(mitralAnnulusSeptal, mitralAnnulusLateral));
    expect(length).toBeGreaterThan(distance(mitralAnnulusSeptal, mitralAnnulusLateral));
  }
});

test.skipIf(!existsSync(`${data}/acdc`))(`ACDC's slices are seen from the apex: anterior is up (${whyNot})`, () => {
  const { labels } = readNiftiLabels(readFileSync(`${data}/acdc/patient001_sax_ed_gt.nii.gz`));
  const [X, Y, Z] = labels.grid.size;
  const middle = Math.floor(Z / 2);
  const slice = labels.labels.slice(middle * X * Y, (middle + 1) * X * Y);
  const result = rvInsertionPoints(slice, { X, Y }, "apex");
  if (result.kind !== "derived") throw new Error(result.because);
  const { rvInsertionAnterior, rvInsertionInferior } = result.points;
  expect(rvInsertionAnterior[1]).toBeLessThan(rvInsertionInferior[1] - 10);
});
