/** Half ellipses that shorten: volumes, strain and excursions are known. */
import { LEFT_VENTRICLE, labelTables, MYOCARDIUM, type NamedLabels, RIGHT_VENTRICLE } from "@cmrkit/cardiac";
import { fromColumns, type Grid, makeGrid } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { coloursOf } from "../testing/legends.ts";
import { longAxisFiles, longAxisNames } from "./long-axis-files.ts";
import { measureLongAxis } from "./measure-long-axis.ts";

const [X, Y, PIXEL_MM] = [100, 130, 1.2];
/** A plane through the long axis, turned about it. */
function planeAt(degrees: number): Grid {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const ijkToLps = fromColumns("ijk", "lps", {
    iAxis: [PIXEL_MM * cos, PIXEL_MM * sin, 0],
    jAxis: [0, 0, -PIXEL_MM],
    kAxis: [-8 * sin, 8 * cos, 0],
    origin: [0, 0, 0],
  });
  return makeGrid([X, Y, 1], ijkToLps);
}
const grid = planeAt(0);
const ATRIUM = 6;
const WALL_MM = 9;

interface Shape {
  readonly lengthMm: number;
  readonly halfWidthMm: number;
  readonly atriumMm: number;
}

/** The apex of the wall stays where it is, on top; the base moves. */
function frameOf({ lengthMm, halfWidthMm, atriumMm }: Shape): number[] {
  const isIn = (across: number, up: number, width: number, height: number) =>
    (across / width) ** 2 + (up / height) ** 2 <= 1;
  const baseMm = 8 + WALL_MM + lengthMm;
  return Array.from({ length: X * Y }, (_, at) => {
    const [across, up] = [((at % X) - (X - 1) / 2) * PIXEL_MM, baseMm - Math.floor(at / X) * PIXEL_MM];
    if (up >= 0 && isIn(across, up, halfWidthMm, lengthMm)) return LEFT_VENTRICLE;
    if (up >= 0 && isIn(across, up, halfWidthMm + WALL_MM, lengthMm + WALL_MM)) return MYOCARDIUM;
    return up < 0 && isIn(across, up, halfWidthMm, atriumMm) ? ATRIUM : 0;
  });
}

const diastole: Shape = { lengthMm: 84, halfWidthMm: 25, atriumMm: 30 };
const systole: Shape = { lengthMm: 70, halfWidthMm: 19, atriumMm: 42 };

function viewOf(frames: readonly Shape[]): NamedLabels {
  const labels = { grid, frameCount: frames.length, labels: Uint8Array.from(frames.flatMap(frameOf)) };
  return { labels, table: labelTables.cmrkit };
}

const beat = viewOf([diastole, { ...diastole, lengthMm: 78, halfWidthMm: 22, atriumMm: 36 }, systole]);
const turned = (named: NamedLabels, degrees = 90): NamedLabels => ({
  ...named,
  labels: { ...named.labels, grid: planeAt(degrees) },
});
const halfEllipsoidMl = ({ lengthMm, halfWidthMm }: Shape) => ((2 / 3) * Math.PI * halfWidthMm ** 2 * lengthMm) / 1000;
const near = (value: unknown, expected: number, tolerance: number) =>
  expect(Math.abs(Number(value) - expected), `${JSON.stringify(value)} for ${expected}`).toBeLessThan(tolerance);

describe("two and four chambers of one heart", () => {
  const analysis = measureLongAxis(
    { lax2ch: { named: turned(beat) }, lax4ch: { named: beat } },
    { software: "cmrkit test", subject: { bodySize: { heightCm: 180, weightKg: 80 } } },
  );
  const { measurements } = analysis;

  test("find both phases by the cavity", () => {
    expect(measurements.views.lax4ch).toMatchObject({ endDiastoleIndex: 0, endSystoleIndex: 2 });
  });

  test("have the volumes of half ellipsoids, within 4 %", () => {
    const { method, endDiastolicVolumeMl, endSystolicVolumeMl } = measurements.leftVentricle;
    expect(method).toBe("biplane area–length of two and four chambers");
    near(endDiastolicVolumeMl, halfEllipsoidMl(diastole), 0.04 * halfEllipsoidMl(diastole));
    near(endSystolicVolumeMl, halfEllipsoidMl(systole), 0.04 * halfEllipsoidMl(systole));
    expect(measurements.indexed!.endDiastolicVolumeMlPerM2).toBeCloseTo(Number(endDiastolicVolumeMl) / 2, 6);
  });

  test("have the atrial volumes of half ellipsoids, within 6 %, largest at end-systole", () => {
    const most = halfEllipsoidMl({ ...systole, lengthMm: systole.atriumMm });
    near(measurements.leftAtrium.maximumVolumeMl, most, 0.06 * most);
  });

  test("shorten along the axis from the epicardial apex, whose annulus moves by what was drawn", () => {
    const { landmarks, apexBy, landmarksBy, tapseMm } = measurements.views.lax4ch!;
    expect([apexBy, landmarksBy]).toEqual(["epicardial", "left atrium"]);
    near(landmarks.meanMapseMm, 14, 1);
    near(landmarks.globalLongitudinalStrainPercent, (-100 * 14) / (84 + WALL_MM), 1);
    expect(landmarks.lateralMapseMm).toHaveProperty("notMeasurable");
    expect(tapseMm).toEqual({ notMeasurable: "the lateral end of the tricuspid annulus is not marked" });
  });

  test("have a strain of the endocardium, mean over the views", () => {
    const { ofEndocardium, views } = measurements.globalLongitudinalStrainPercent;
    expect(views).toEqual(["lax2ch", "lax4ch"]);
    near(ofEndocardium, -18, 2);
  });

  test("become files", () => {
    const files = longAxisFiles(analysis);
    expect(files.map(({ name }) => name)).toEqual(longAxisNames);
    expect(String(files[1]!.content)).toContain("lax4ch,tapseMm,,mm,the lateral end of the tricuspid annulus");
    const page = String(files[2]!.content);
    expect(page).toContain("Research use only. Not a medical device.");
    expect(coloursOf(page)).toHaveLength(2);
    for (const { drawn, keys } of coloursOf(page)) expect([keys.length, keys]).toEqual([4, drawn]);
  });
});

test("one view gives volumes with a warning that the other half is assumed", () => {
  const { leftVentricle, warnings } = measureLongAxis({ lax4ch: { named: beat } }, { software: "t" }).measurements;
  expect(leftVentricle.method).toBe("single-plane area–length of four chambers");
  near(leftVentricle.endDiastolicVolumeMl, halfEllipsoidMl(diastole), 0.04 * halfEllipsoidMl(diastole));
  expect(warnings.map(({ kind }) => kind)).toEqual(["landmarks-by-rule", "single-plane"]);
  expect(warnings[0]!.message).toContain("apex and annulus of four chambers were found");
});

test("phases given the wrong way round leave volumes, and no ejection", () => {
  const phases = { endDiastoleIndex: 2, endSystoleIndex: 0 };
  const { leftVentricle } = measureLongAxis({ lax4ch: { named: beat, phases } }, { software: "t" }).measurements;
  const why = { notMeasurable: expect.stringContaining("is not below the end-diastolic") };
  near(leftVentricle.endSystolicVolumeMl, halfEllipsoidMl(diastole), 0.04 * halfEllipsoidMl(diastole));
  expect(leftVentricle).toMatchObject({ strokeVolumeMl: why, ejectionFractionPercent: why });
});

test("an atrium that holds less at its largest area than at its smallest leaves volumes, and no emptying", () => {
  const short = { ...diastole, atriumMm: 24 };
  const long = { ...systole, halfWidthMm: 12, atriumMm: 56 };
  const { leftAtrium } = measureLongAxis({ lax4ch: { named: viewOf([short, long]) } }, { software: "t" }).measurements;
  expect(Number(leftAtrium.maximumVolumeMl)).toBeLessThan(Number(leftAtrium.minimumVolumeMl));
  expect(leftAtrium.emptyingFractionPercent).toEqual({
    notMeasurable: expect.stringMatching(/smallest area, \d+\.\d ml, is not below that at its largest, \d+\.\d ml/),
  });
});

test("marked landmarks alone give excursions and strain, and no volume", () => {
  const marked = {
    endDiastole: {
      apex: [0, 0, 0],
      septalAnnulus: [-15, 0, 90],
      lateralAnnulus: [15, 0, 90],
      lateralTricuspidAnnulus: [-50, 0, 80],
    },
    endSystole: {
      apex: [0, 0, 0],
      septalAnnulus: [-14, 0, 78],
      lateralAnnulus: [14, 0, 74],
      lateralTricuspidAnnulus: [-40, 0, 64],
    },
  } as const;
  const { measurements, drawn } = measureLongAxis({ lax4ch: { marked } }, { software: "t" });
  const { landmarks, tapseMm } = measurements.views.lax4ch!;
  expect(landmarks).toMatchObject({ septalMapseMm: 12, lateralMapseMm: 16, meanMapseMm: 14 });
  expect(landmarks.globalLongitudinalStrainPercent).toBeCloseTo((-100 * 14) / 90, 6);
  near(tapseMm, 18.9, 0.1);
  expect(measurements.leftVentricle.endDiastolicVolumeMl).toHaveProperty("notMeasurable");
  expect(drawn.size).toBe(0);
  const page = longAxisFiles({ measurements, drawn }).find(({ name }) => name === "report.html");
  expect(String(page!.content)).toContain('<th colspan="3">Left atrium</th>');
});

describe("labels that are not of the view they are given as", () => {
  const kinds = (lax2ch: NamedLabels) =>
    measureLongAxis(
      { lax2ch: { named: lax2ch }, lax4ch: { named: beat } },
      { software: "t" },
    ).measurements.warnings.map(({ kind }) => kind);

  test("of one plane twice are refused", () => {
    expect(() => kinds(beat)).toThrow("two chambers and four chambers have the same labels; give each view its own");
  });

  test("of planes nearly alike are doubted", () => {
    expect(kinds(turned(beat, 10))).toEqual(["views-alike", "landmarks-by-rule"]);
    expect(kinds(turned(beat, 60))).toEqual(["landmarks-by-rule"]);
  });

  test("with a right ventricle in two chambers are doubted", () => {
    const withRight = beat.labels.labels.map((label, at) => (label === 0 && at % X < 20 ? RIGHT_VENTRICLE : label));
    const named = { ...beat, labels: { ...beat.labels, grid: planeAt(90), labels: withRight } };
    expect(kinds(named)).toEqual(["view-doubtful", "landmarks-by-rule"]);
  });
});

test("frames that nobody labelled are passed over; a labelled one that cannot be read is not", () => {
  const empty = new Array<number>(X * Y).fill(0);
  const frames = [empty, frameOf(diastole), empty, frameOf(systole)].flat();
  const named = { labels: { grid, frameCount: 4, labels: Uint8Array.from(frames) }, table: labelTables.cmrkit };
  const { views } = measureLongAxis({ lax4ch: { named } }, { software: "t" }).measurements;
  expect(views.lax4ch).toMatchObject({ endDiastoleIndex: 1, endSystoleIndex: 3 });
  const parted = frameOf(systole).map((label, at) => (Math.abs((at % X) - X / 2) < 3 ? 0 : label));
  const broken = {
    labels: { grid, frameCount: 2, labels: Uint8Array.from([...frameOf(diastole), ...parted]) },
    table: labelTables.cmrkit,
  };
  expect(
    measureLongAxis({ lax4ch: { named: broken } }, { software: "t" }).measurements.views.lax4ch!.endSystoleIndex,
  ).toEqual({
    notMeasurable: "the left ventricular cavity is in 2 large parts in frame 1",
  });
});
