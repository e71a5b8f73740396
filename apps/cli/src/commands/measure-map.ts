import { assertHaematocrit, CardiacError, isMeasured, type LocalReference, type Measured } from "@cmrkit/cardiac";
import {
  assertWritable,
  DEFAULT_EROSION_SHARE,
  isModelLabelFile,
  type MapKind,
  type MappingMeasurements,
  type MapToMeasure,
  mapKinds,
  mappingFiles,
  mappingNames,
  mapSequences,
  mapTitles,
  measureMaps,
  type ReferencedMeasure,
  readStill,
  referencedMeasures,
  type TimeUnit,
  timeUnits,
  writeFolder,
} from "@cmrkit/study";
import { Command, InvalidArgumentError, Option } from "commander";
import { decimalNumber } from "../decimal-number.ts";
import { Misuse } from "../failure.ts";
import {
  addImageLabelOptions,
  type ImageLabelFlags,
  type ImageLabels,
  imageLabeller,
  type Labelling,
  MODEL_NOTES,
} from "../image-labels.ts";
import type { CliIo } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { addSegmentOptions, LABEL_NOTES, type SegmentFlags } from "../label-options.ts";
import { closingText, reasonsText } from "../result-text.ts";
import { software } from "../software.ts";
import { textTable } from "../text-table.ts";

interface MapFlags extends ImageLabelFlags, SegmentFlags {
  readonly t1?: string;
  readonly t1Post?: string;
  readonly t2?: string;
  readonly labels?: string;
  readonly t1Labels?: string;
  readonly t1PostLabels?: string;
  readonly t2Labels?: string;
  readonly t1Unit?: TimeUnit;
  readonly t1PostUnit?: TimeUnit;
  readonly t2Unit?: TimeUnit;
  readonly haematocrit?: number;
  readonly erosion: number;
  readonly reference?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const NOTES = `
Example:
  $ cmr measure map --t1 study/#6 --t1-post study/#7 --labels wall.nii.gz --label-table cmrkit --haematocrit 0.42 --out results/maps
  $ cmr measure map --t2 t2.nii.gz --t2-unit 0.1ms --labels wall.nii.gz --label-table mnms --out results/t2

Each map is a NIfTI file, a DICOM folder with one still series, or FOLDER#SERIES, the number or UID of a series
as cmr inspect lists them. A series that is recognised as something else is refused; FOLDER#SERIES=t1_map says that it is a map
of T1. --labels serves every map on its voxels;
--t1-labels, --t1-post-labels and --t2-labels go before it. Values are read within the wall less a share of its thickness at
either border (--erosion). A unit that the file does not state is taken to be ms only where the values fit, with a warning;
else the command ends and says which unit would fit. Extracellular volume needs both T1 maps and a measured haematocrit;
without it there is the partition coefficient.

--reference gives z-scores against healthy people of the same scanner and sequence; a JSON file such as
  {"t1NativeMs": {"mean": 985, "standardDeviation": 28, "source": "our 1.5 T, MOLLI 5(3)3, 40 volunteers, 2025"}}
with ${referencedMeasures.join(", ")}.
${LABEL_NOTES.trimEnd()}
${MODEL_NOTES}Writes mapping.json, map-segments.csv, report.html, regions.json, and the voxels that were read as NIfTI. Research use only;
not a medical device.
`;

export function measureMapCommand(io: CliIo): Command {
  const unit = (flag: string, title: string) =>
    new Option(`--${flag}-unit <unit>`, `unit that ${title} is stored in`).choices(timeUnits);
  const command = new Command("map")
    .description("T1, T2 and extracellular volume by segment, from maps and labels")
    .option("--t1 <image>", "native T1 map")
    .option("--t1-post <image>", "T1 map after contrast")
    .option("--t2 <image>", "T2 map")
    .option("--labels <file>", "NIfTI of myocardium and cavity, for every map on its voxels")
    .option("--t1-labels <file>", "labels of the native T1 map")
    .option("--t1-post-labels <file>", "labels of the T1 map after contrast")
    .option("--t2-labels <file>", "labels of the T2 map")
    .addOption(unit("t1", mapTitles.t1Native))
    .addOption(unit("t1-post", mapTitles.t1PostContrast))
    .addOption(unit("t2", mapTitles.t2))
    .option("--haematocrit <fraction>", "of blood drawn at the time of the scan, such as 0.42", haematocrit)
    .option("--erosion <share>", "of the wall's thickness, off at either border", wallShare, DEFAULT_EROSION_SHARE)
    .option("--reference <file>", "JSON of local reference values, for z-scores")
    .requiredOption("--out <dir>", "folder for the results");
  return addSegmentOptions(addImageLabelOptions(command))
    .option("--force", "replace results that are there already")
    .option("--json", "print the measurements as JSON")
    .addHelpText("after", NOTES)
    .action((flags: MapFlags) => measureMap(io, flags));
}

async function measureMap(io: CliIo, flags: MapFlags): Promise<void> {
  const isOwn = (name: string) => mappingNames.includes(name) || isModelLabelFile(name);
  const policy = { replace: flags.force === true, isOwn };
  await assertWritable(flags.out, policy);
  const references = flags.reference === undefined ? undefined : referencesOf(flags.reference);
  const images = imageOf(flags);
  if (mapKinds.every((kind) => images[kind] === undefined)) throw new Misuse("give a map: --t1, --t1-post or --t2");
  const labelling = await imageLabeller(io, flags, flags.labels);
  const maps: Partial<Record<MapKind, LabelledMap>> = {};
  for (const kind of mapKinds) {
    const image = images[kind];
    if (image !== undefined) maps[kind] = await readMap(image, kind, flags, labelling);
  }
  const mapping = measureMaps(maps, {
    software,
    haematocrit: flags.haematocrit,
    erosionShare: flags.erosion,
    references,
  });
  const files = Object.values(maps).flatMap((map) => map.files);
  await writeFolder(flags.out, [...mappingFiles(mapping), ...files], policy);
  const { measurements } = mapping;
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ out: flags.out, measurements }, null, 2)}\n`
      : summary(measurements, flags.out),
  );
}

function imageOf({ t1, t1Post, t2 }: MapFlags): Readonly<Record<MapKind, string | undefined>> {
  return { t1Native: t1, t1PostContrast: t1Post, t2 };
}

type LabelledMap = MapToMeasure & Pick<ImageLabels, "files">;

async function readMap(image: string, kind: MapKind, flags: MapFlags, labelling: Labelling): Promise<LabelledMap> {
  const { t1Labels, t1PostLabels, t2Labels, t1Unit, t1PostUnit, t2Unit } = flags;
  const own = { t1Native: t1Labels, t1PostContrast: t1PostLabels, t2: t2Labels }[kind] ?? flags.labels;
  const still = await readStill(image, mapSequences[kind]);
  return {
    still,
    ...(await labelling.ofImage({ ...labelledBy(kind), volume: still.volume, header: still.niftiHeader }, own)),
    unit: { t1Native: t1Unit, t1PostContrast: t1PostUnit, t2: t2Unit }[kind],
    seenFrom: flags.seenFrom,
    insertions: flags.rvInsertion,
  };
}

/** What a model must have learnt from, and the ending of its labels. */
function labelledBy(kind: MapKind) {
  const sequence = kind === "t2" ? "t2_map" : "t1_map";
  const ending = { t1Native: "t1-native", t1PostContrast: "t1-post-contrast", t2: "t2" }[kind];
  return { title: mapTitles[kind], kind: { sequences: [sequence], view: "sax" }, ending } as const;
}

/** @throws {Misuse} unless the file holds a mean, a deviation and a source for each measure that it names. */
function referencesOf(path: string): Partial<Record<ReferencedMeasure, LocalReference>> {
  const read = readJsonFile(path);
  const entries = typeof read === "object" && read !== null ? Object.entries(read) : [];
  const isKnown = (name: string) => referencedMeasures.some((measure) => measure === name);
  if (entries.length > 0 && entries.every(([name, value]) => isKnown(name) && isReference(value)))
    return Object.fromEntries(entries);
  throw new Misuse(
    `${path} must hold {"measure": {"mean", "standardDeviation", "source"}} for some of ${referencedMeasures.join(", ")}`,
  );
}

function isReference(value: unknown): value is LocalReference {
  if (typeof value !== "object" || value === null) return false;
  if (!("mean" in value && "standardDeviation" in value && "source" in value)) return false;
  const { mean, standardDeviation, source } = value;
  return typeof mean === "number" && typeof standardDeviation === "number" && typeof source === "string";
}

function haematocrit(text: string): number {
  const fraction = decimalNumber(text);
  try {
    assertHaematocrit(fraction);
  } catch (error) {
    if (error instanceof CardiacError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
  return fraction;
}

/** From half on nothing would be left of the wall. */
function wallShare(text: string): number {
  const share = decimalNumber(text);
  if (share >= 0 && share < 0.5) return share;
  throw new InvalidArgumentError("expected 0 to below 0.5.");
}

function summary(measurements: MappingMeasurements, out: string): string {
  const { maps, partitionCoefficient, extracellularVolumePercent, warnings } = measurements;
  const rows = mapKinds.flatMap((kind) => {
    const map = maps[kind];
    return map === undefined
      ? []
      : [[mapTitles[kind], said(map.myocardium.mean, 1), said(map.myocardium.standardDeviation, 1), "ms"]];
  });
  const derived = [
    ["partition coefficient", partitionCoefficient, 3, ""],
    ["extracellular volume", extracellularVolumePercent, 1, "%"],
  ] as const;
  const lines = derived.flatMap(([title, value, digits, unit]) =>
    value === undefined ? [] : [[title, said(value, digits), "", unit]],
  );
  return [
    textTable([["myocardium", "mean", "SD", ""], ...rows, ...lines], ["left", "right", "right", "left"]),
    reasonsText(derived.flatMap(([title, value]) => (value === undefined ? [] : [[title, value] as const]))),
    closingText(warnings, out),
  ].join("");
}

function said(measure: Measured, digits: number): string {
  return isMeasured(measure) ? measure.toFixed(digits) : "not measurable";
}
