/** A fine-tuning of seconds: many patients who are all the small study, in a folder of one's own. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeNiftis } from "./small-study.ts";

const [shippedTask] = ["../../../../configs/finetune/acdc-segmentation-unet.json"].map((path) =>
  JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8")),
);

/** The shipped U-Net's configuration, made small. */
export function smallFinetune(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    ...shippedTask,
    data: { set: "folder", frames: "each" },
    network: { kind: "unet", model: { channels: [4, 8], blocks: 1 } },
    window: { ...shippedTask.window, size: 24, pixelMm: 8 },
    split: { validation: "2", test: "2" },
    optimiser: { ...shippedTask.optimiser, batch: 4, steps: 4, warmUpSteps: 1 },
    every: { checkpoint: 2, validation: 2 },
    ...changes,
  });
}

/** Cells of the table of cases; empty where not told. */
export type Row = Readonly<Record<(typeof columns)[number], string>>;

const columns = [
  "case",
  "image",
  "label",
  "view",
  "sequence",
  "phase",
  "group",
  "spacing_x_mm",
  "spacing_y_mm",
  "spacing_z_mm",
] as const;
const nothing = { spacing_x_mm: "", spacing_y_mm: "", spacing_z_mm: "" };

export const PATIENTS = 8;

/** p0 … p7, each at end-diastole and end-systole, by turns DCM and NOR. */
const rows: readonly Row[] = Array.from({ length: PATIENTS }, (_, i) =>
  ["ed", "es"].map((phase) => {
    const group = i % 2 === 0 ? "DCM" : "NOR";
    const files = { image: `sax_${phase}.nii.gz`, label: `sax_${phase}_gt.nii.gz` };
    return { case: `p${i}`, ...files, view: "sax", sequence: "cine", phase, group, ...nothing };
  }),
).flat();

const meaning = { 1: "rightVentricleBloodPool", 2: "leftVentricularMyocardium", 3: "leftVentricleBloodPool" };

/** Writes the folder, with rows and meaning of labels as they may be changed. */
export async function writePatients(
  folder: string,
  change: (row: Row) => Partial<Row> = () => ({}),
  labels: Readonly<Record<number, string>> = meaning,
): Promise<void> {
  await writeNiftis(folder);
  const lines = rows.map((row) => columns.map((column) => ({ ...row, ...change(row) })[column]).join(","));
  await writeFile(join(folder, "cases.csv"), [columns.join(","), ...lines].join("\n"));
  await writeFile(join(folder, "labels.json"), JSON.stringify(labels));
}
