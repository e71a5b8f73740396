/** `cmr inspect`: what a path holds, and what would keep it from being analysed. */
import { type DicomIndex, inspectSeries, readDicomFolder, type SeriesSummary, type SkippedFile } from "@cmrkit/imaging";
import { kindOfPath, readNiftiFile, shapeFacts } from "@cmrkit/study";
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { printableLine } from "../printable.ts";
import { textTable } from "../text-table.ts";

const EXAMPLES = `
Examples:
  $ cmr inspect study/
  $ cmr inspect cine.nii.gz --json
`;

export function inspectCommand(io: CliIo): Command {
  return new Command("inspect")
    .description("list the series of a study, their geometry, and their problems")
    .argument("<input>", "DICOM folder, searched with its subfolders, or NIfTI file")
    .option("--json", "print as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, { json }: { readonly json?: boolean }) => {
      const found = (await kindOfPath(path)) === "nifti" ? await inspectNifti(path) : await inspectDicom(path);
      io.stdout(json === true ? `${JSON.stringify(found.facts, null, 2)}\n` : found.text);
    });
}

/** The same findings for a program and for a person. */
interface Inspection {
  readonly facts: object;
  readonly text: string;
}

async function inspectDicom(path: string): Promise<Inspection> {
  const index = await readDicomFolder(path);
  const series = inspectSeries(index.instances);
  const files = { damaged: index.damaged.map(fileFacts), skipped: index.skipped.map(fileFacts) };
  const notes = series.flatMap((one, n) => [
    ...one.problems.map(({ kind, message }) => `series ${n + 1}: ${kind}: ${message}\n`),
    ...one.warnings.map(({ kind, message }) => `series ${n + 1}: note, ${kind}: ${message}\n`),
  ]);
  const text = `${seriesTable(series)}${notes.length === 0 ? "" : "\n"}${notes.join("")}${fileNotes(index)}`;
  return { facts: { format: "dicom", series, files }, text };
}

function seriesTable(series: readonly SeriesSummary[]): string {
  if (series.length === 0) return "No MR image can be read here.\n";
  const rows = series.map((one, n) => [
    String(n + 1),
    one.seriesDescription ?? "",
    one.arrangement,
    one.orientation,
    String(one.sliceCount),
    String(one.frameCount),
    `${one.columns} × ${one.rows}`,
    `${one.pixelSpacingMm.map((mm) => mm.toFixed(2)).join(" × ")} mm`,
    one.sliceSpacingMm === undefined ? "" : `${one.sliceSpacingMm.toFixed(2)} mm`,
    one.problems.length === 0 ? "whole cine" : one.problems.map(({ kind }) => kind).join(", "),
  ]);
  const heading = ["", "description", "kind", "plane", "slices", "frames", "matrix", "pixels", "slice step", "verdict"];
  return textTable(
    [heading, ...rows],
    ["right", "left", "left", "left", "right", "right", "right", "right", "right", "left"],
  );
}

function fileNotes({ damaged, skipped }: DicomIndex): string {
  const kinds = Map.groupBy(skipped, ({ error }) => error.kind);
  return [
    ...damaged.map(({ error }) => `\ndamaged: ${printableLine(error.message)}\n`),
    ...[...kinds].map(
      ([kind, files]) => `\nleft out, ${kind}: ${files.length}, such as ${printableLine(files[0]?.name ?? "")}\n`,
    ),
  ].join("");
}

function fileFacts({ name, error: { kind, message } }: SkippedFile): object {
  return { name, kind, message };
}

async function inspectNifti(path: string): Promise<Inspection> {
  const { volume, geometrySource, warnings, sha256 } = await readNiftiFile(path);
  const shape = shapeFacts(volume);
  const { columns, rows, sliceCount, frameCount, voxelSpacingMm } = shape;
  const lines = [
    `${columns} × ${rows}, ${sliceCount} slices, ${frameCount} ${frameCount === 1 ? "frame" : "frames"}`,
    `voxels ${voxelSpacingMm.map((mm) => mm.toFixed(3)).join(" × ")} mm, placed by the ${geometrySource}`,
    ...warnings.map(({ kind, message }) => `note, ${kind}: ${message}`),
  ];
  return {
    facts: { format: "nifti", ...shape, geometrySource, sha256, warnings },
    text: lines.map((line) => `${line}\n`).join(""),
  };
}
