import { createHash } from "node:crypto";
import type { ReferenceRow } from "@cmrkit/cardiac";
import { describe, expect, test } from "vitest";
import { beatingLabels, taperedLabels } from "../testing/beating-heart.ts";
import { analysisOf } from "../testing/study-input.ts";
import { reportHtml } from "./report.ts";

const male = { sex: "male", bodySize: { heightCm: 178, weightKg: 77 } } as const;

const dicomFacts = {
  format: "dicom",
  columns: 64,
  rows: 56,
  sliceCount: 6,
  frameCount: 7,
  voxelSpacingMm: [1.5, 1.5, 10],
  manufacturer: "Acme",
  manufacturerModelName: "Scan & Go",
  studyInstanceUid: "1.2.840.9999.1",
  seriesInstanceUid: "1.2.840.9999.2",
} as const;

describe("the report", () => {
  test("stands alone: no address but pictures within the page, and browsers are told to ask no network", async () => {
    const page = reportHtml(await analysisOf());
    const addresses = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address!.slice(0, 21));
    expect(new Set(addresses)).toEqual(new Set(["data:image/png;base64"]));
    expect(page).not.toMatch(/<script [^>]*src|@import|url\(|https?:/);
    expect(page).toContain("default-src &#39;none&#39;");
  });

  test("runs no script on paper, and shows the same pictures", async () => {
    const page = reportHtml(await analysisOf(), { onPaper: true });
    expect(page).not.toContain("<script");
    expect(page.match(/<image /g)).toHaveLength(2 * 6);
  });

  test("shows every slice at end-diastole and end-systole", async () => {
    const page = reportHtml(await analysisOf(), { onPaper: true });
    expect(page.match(/<image /g)).toHaveLength(2 * 6);
    expect(page).toContain("frame 1, 40 ms after the R wave");
    expect(page).toContain("frame 4, 160 ms after the R wave");
  });

  test("prints the ejection fraction that was measured, rounded once", async () => {
    const analysis = await analysisOf();
    const fraction = analysis.measurements.leftVentricle.ejectionFractionPercent;
    expect(typeof fraction === "number" && fraction).toBeGreaterThan(50);
    expect(reportHtml(analysis)).toContain(`<b>${Number(fraction).toFixed(0)} %</b>`);
  });

  test("names the model, its weights and the conventions, and says twice that it is no medical device", async () => {
    const page = reportHtml(await analysisOf());
    expect(page).toContain("0".repeat(64));
    expect(page).toContain("disc summation on the native grid");
    expect(page.match(/Research use only\. Not a medical device\./g)).toHaveLength(2);
  });

  test("puts warnings before measures, and escapes what a scanner wrote", async () => {
    const warning = { kind: "several-candidates", message: 'series "<b>A & B</b>"' } as const;
    const page = reportHtml(await analysisOf({ warnings: [warning] }));
    expect(page).toContain("series &quot;&lt;b&gt;A &amp; B&lt;/b&gt;&quot;");
    expect(page.indexOf("Look at this first")).toBeLessThan(page.indexOf("<h2>Measures</h2>"));
  });

  test("holds neither instance identifiers nor files, which may lead to the patient", async () => {
    const page = reportHtml(await analysisOf({ facts: dicomFacts }));
    expect(page).toContain("Acme Scan &amp; Go");
    expect(page).not.toContain("1.2.840.9999");
  });

  test("tells its study from others in title and header, by digits that say nothing of the patient", async () => {
    const page = reportHtml(await analysisOf({ facts: dicomFacts }));
    const code = createHash("sha256").update("1.2.840.9999.1").digest("hex").slice(0, 8).toUpperCase();
    const name = `Study ${code.slice(0, 4)}-${code.slice(4)}`;
    expect(page).toContain(`<title>Ventricular function from cardiac MR, ${name}</title>`);
    expect(page).toContain(`<p class="facts">${name} · Short-axis cine MR`);
    expect(page).toContain("the first digits of the SHA-256 of its Study Instance UID");
    const { studyInstanceUid: _, ...fileFacts } = { ...dicomFacts, filesSha256: [`0a1b2c3d${"0".repeat(56)}`] };
    expect(reportHtml(await analysisOf({ facts: fileFacts }))).toContain("Study 0A1B-2C3D · Short-axis");
    expect(reportHtml(await analysisOf())).toContain('<p class="facts">Short-axis cine MR');
  });

  test("draws ranges for a known sex, and says why there are none otherwise", async () => {
    const known = reportHtml(await analysisOf({}, { subject: male }));
    expect(known).toContain("healthy male adults");
    expect(known.match(/class="range"/g)).toHaveLength(6);
    const unknown = reportHtml(await analysisOf());
    expect(unknown).toContain("No reference ranges: sex is not known.");
    expect(unknown).toContain("Nothing is indexed: height and weight are not known.");
    expect(unknown).not.toContain('class="range"');
  });

  test("says whose ranges a table of the user's gave, for which measures, and where it does not fit", async () => {
    /** Made-up numbers. */
    const row: ReferenceRow = {
      ...{
        measure: "leftVentricle.ejectionFractionPercent",
        sex: "male",
        ageYears: [40, 49],
        lower: null,
        upper: null,
      },
      ...{ distribution: { mean: 60, standardDeviation: 4 }, papillaryMuscles: "cavity", source: "our <scanner>" },
    };
    const mass = { ...row, measure: "leftVentricle.endDiastolicMassGPerM2", ageYears: [50, 59] } as const;
    const subject = { ...male, ageYears: 45 };
    const page = reportHtml(await analysisOf({}, { subject, referenceTable: [row, mass] }));
    expect(page).toContain('52.2–67.8 <span class="unit">%</span>');
    expect(page).toContain(
      "males of 40 to 49 years (mean ± 1.96 SD of our &lt;scanner&gt;) for LV ejection fraction; healthy male adults (SCMR 2025",
    );
    expect(page).toContain(
      "The given table does not fit for LV mass index at end-diastole: it has no row for 45 years.",
    );
    expect(page).toContain("z-scores against our &lt;scanner&gt;; Petersen 2017");
  });

  test("gives the reason in the place of a measure that cannot be had", async () => {
    const page = reportHtml(await analysisOf({}, {}, beatingLabels([12, 13, 11, -9, 7, 8])));
    expect(page).toContain("not measurable: no left ventricular cavity is labelled in frame 3");
    expect(page).toContain("not determined: ");
  });

  test("has no curve and no times for a pair", async () => {
    const labels = beatingLabels([12, 7]);
    const facts = { ...dicomFacts, format: "nifti-pair" } as const;
    const page = reportHtml(await analysisOf({ kind: "pair", facts }, {}, labels));
    expect(page).not.toContain('class="curves"');
    expect(page).toContain("end-diastole and end-systole as given with the input");
  });

  test("draws the wall's segments where they are measurable, and says why where not", async () => {
    const tapered = reportHtml(await analysisOf({}, { seenFrom: "apex" }, taperedLabels()));
    expect(tapered.match(/class="bulls-eye"/g)).toHaveLength(3);
    expect(tapered).toContain("Pictures are seen from the apex.");
    const straight = reportHtml(await analysisOf());
    expect(straight).not.toContain('class="bulls-eye"');
    expect(straight).toContain("Segments not measurable: the cavities do not taper");
  });

  test("says of every slice whether it counted, and why where not all of it did", async () => {
    const slices = { kind: "chosen", leftVentricle: { endSystole: [2, 4] }, rightVentricle: {} } as const;
    const page = reportHtml(await analysisOf({}, { slices }, taperedLabels()));
    expect(page).toContain("LV, end-systole, slice 1: <b>left out</b>, not among the chosen slices 2–4 (choice)");
    expect(page).toContain("1 · LV left out</figcaption>");
    const all = reportHtml(await analysisOf({}, {}, taperedLabels()));
    expect(all).toContain("Every slice counts in which the structure is labelled.");
    expect(all).not.toContain('slice-notes">');
  });

  test("draws strain beside volumes", async () => {
    const page = reportHtml(await analysisOf({}, {}, taperedLabels()));
    expect(page.match(/class="curves"/g)).toHaveLength(2);
    expect(page).toContain("circumferential, ES");
  });

  test("prints patient directions only where the source knows them", async () => {
    expect(reportHtml(await analysisOf())).toContain('class="letters"');
    const unknown = { kind: "orientation-unknown", message: "neither sform nor qform is set" } as const;
    expect(reportHtml(await analysisOf({ warnings: [unknown] }))).not.toContain('class="letters"');
  });

  test("is the same, byte for byte, when made twice", async () => {
    expect(reportHtml(await analysisOf())).toBe(reportHtml(await analysisOf()));
  });
});
