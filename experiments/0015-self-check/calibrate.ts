/**
 * Calibrates the gate on experts' outlines and tries it on damaged ones, five folds by patient.
 *   node experiments/0015-self-check/calibrate.ts ACDC OUT
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Grid, readNifti, readNiftiLabels, spacingMm } from "@cmrkit/imaging";
import { permutation, randomStream } from "@cmrkit/tensor";
import { corruptions, type Pair } from "./corruptions.ts";
import { fitGate, type GateSettings } from "./fit-gate.ts";
import { judged } from "./self-check.ts";
import { shapeCheckNames, shapeNumbers } from "./shape-checks.ts";

const SEED = 20261122;
const FOLDS = 5;
const MARGINS = [0, 0.1, 0.2, 0.4];
const PENALTIES = [0.01, 0.1];
const OWN_MARGINS = [0.5, 1, 2, 4];
const [data, out] = process.argv.slice(2);
if (data === undefined || out === undefined) throw new Error("give the folder of ACDC and one for the tables");

interface Patient {
  readonly id: string;
  readonly pair: Pair;
  /** Intensities of both phases. */
  readonly picture: Float32Array;
  readonly grid: Grid;
}

const patients = readdirSync(data)
  .flatMap((name) => /^(patient\d+)_sax_ed_gt\.nii\.gz$/.exec(name)?.[1] ?? [])
  .filter((id) => id !== "patient076") // the images of patient074
  .map((id): Patient => {
    const read = (phase: string) => readNiftiLabels(readFileSync(join(data, `${id}_sax_${phase}_gt.nii.gz`))).labels;
    const [ed, es] = [read("ed"), read("es")];
    const pixelMm = spacingMm(ed.grid.ijkToLps)[0];
    const pixels = ["ed", "es"].map((phase) => readNifti(readFileSync(join(data, `${id}_sax_${phase}.nii.gz`))).volume.data);
    const picture = new Float32Array(2 * ed.labels.length);
    pixels.forEach((values, t) => {
      picture.set(values, t * ed.labels.length);
    });
    return { id, picture, grid: ed.grid, pair: { ed: ed.labels, es: es.labels, size: ed.grid.size, pixelMm } };
  });

const phasesOf = ({ ed, es }: Pair, { grid, picture }: Patient) => {
  const labels = new Uint8Array(2 * ed.length);
  labels.set(ed);
  labels.set(es, ed.length);
  return {
    labels: { grid, frameCount: 2, labels },
    picture: { grid, frameCount: 2, data: picture },
    endDiastoleIndex: 0, endSystoleIndex: 1 };
};

const random = randomStream(SEED);
const order = [...permutation(patients.length, random.fork("folds"))];
const foldOf = new Map(order.map((patient, place) => [patients[patient]!.id, place % FOLDS]));
const numbers = new Map(patients.map((patient) => [patient.id, shapeNumbers(phasesOf(patient.pair, patient))]));
const damagedOf = new Map(
  patients.map((patient, n) => {
    const { id, pair } = patient;
    const other = patients[(n + 7) % patients.length]!;
    const kinds = Object.entries(corruptions).map(([name, corrupt]) => {
      const damaged = corrupt(pair, random.fork(id).fork(name), other.pair);
      return [name, shapeNumbers(phasesOf(damaged, patient))] as const;
    });
    return [id, new Map(kinds)];
  }),
);

const gateWithout = (fold: number | undefined, settings: GateSettings) => {
  const own = patients.filter(({ id }) => foldOf.get(id) !== fold);
  return fitGate(
    own.map(({ id }) => numbers.get(id)!),
    own.flatMap(({ id }) => [...damagedOf.get(id)!.values()]),
    settings,
  );
};

/** Of left-out patients: experts that pass, damage that is caught. */
function tried(settings: GateSettings) {
  const gates = Array.from({ length: FOLDS }, (_, fold) => gateWithout(fold, settings));
  const rows = patients.flatMap(({ id }) => {
    const gate = gates[foldOf.get(id)!]!;
    const all = [["none", numbers.get(id)!] as const, ...damagedOf.get(id)!];
    return all.map(([damage, own]) => ({ id, damage, ...judged(own, gate) }));
  });
  const share = (isExpert: boolean, verdict: string) => {
    const own = rows.filter(({ damage }) => (damage === "none") === isExpert);
    return own.filter((row) => row.verdict === verdict).length / own.length;
  };
  return { settings, rows, passing: share(true, "pass"), caught: share(false, "review") };
}

const trials = PENALTIES.flatMap((penalty) =>
  MARGINS.flatMap((margin) => OWN_MARGINS.map((ownMargin) => tried({ penalty, margin, ownMargin }))),
);
for (const { settings, passing, caught } of trials)
  console.log(`${JSON.stringify(settings)}: ${percent(passing)} pass, ${percent(caught)} caught`);
const allowed = trials.filter(({ passing }) => passing >= 0.98);
const chosen = (allowed.length > 0 ? allowed : trials).reduce((a, b) => (b.caught > a.caught ? b : a));
console.log("chosen", chosen.settings);

for (const name of Object.keys(corruptions)) {
  const own = chosen.rows.filter(({ damage }) => damage === name);
  console.log(`${name}: ${own.filter(({ verdict }) => verdict === "review").length} of ${own.length}`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

mkdirSync(out, { recursive: true });
const cases = chosen.rows.map(({ id, damage, verdict, score, findings }) =>
  [id, foldOf.get(id), damage, verdict, score.toFixed(3), findings.map(({ check }) => check).join(";")].join(","),
);
writeFileSync(join(out, "cases.csv"), `patient,fold,damage,verdict,score,findings\n${cases.join("\n")}\n`);
writeFileSync(join(out, "gate.json"), `${JSON.stringify(gateWithout(undefined, chosen.settings), null, 2)}\n`);
const table = [...numbers].map(([id, own]) => [id, ...shapeCheckNames.map((check) => own[check].toPrecision(4))].join(","));
writeFileSync(join(out, "experts.csv"), `${["patient", ...shapeCheckNames].join(",")}\n${table.join("\n")}\n`);
