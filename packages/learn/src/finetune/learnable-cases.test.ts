import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dataSetNamed } from "../datasets/data-sets.ts";
import { writeEmidecOfOwners } from "../datasets/testing/emidec-owners.ts";
import { writeKaggle } from "../datasets/testing/kaggle-layout.ts";
import { writeMnms } from "../datasets/testing/mnms-layout.ts";
import { writeMnms2 } from "../datasets/testing/mnms2-layout.ts";
import { writeMyops } from "../datasets/testing/myops-layout.ts";
import { writeRescan } from "../datasets/testing/rescan-layout.ts";
import { writeUkbb } from "../datasets/testing/ukbb-layout.ts";
import { learnableCases } from "./learnable-cases.ts";
import { casesFor, finetunePlan } from "./plan.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";

const { task: segmentation } = smallFinetune();

/** A configuration of the small one's network for another set. */
function configFor(set: string, changes: Readonly<Record<string, unknown>> = {}) {
  return smallFinetune({ data: { ...smallJson.data, set, views: ["sax"] }, ...changes });
}

describe("cases that their owners publish without labels", () => {
  test.each([
    ["mnms", writeMnms(), "1 of 4 cases have no labels and are left out: E5F6G7"],
    ["emidec", writeEmidecOfOwners(), "1 of 3 cases have no labels and are left out: 101"],
    ["myops", writeMyops(), "1 of 3 cases have no labels and are left out: 201"],
    [
      "rescan",
      writeRescan(),
      "2 of 6 cases have no labels and are left out: test_retest_100/scan_00_A, test_retest_100/scan_00_B",
    ],
    ["ukbb", writeUkbb(), "1 of 2 cases have no labels and are left out: 1000002"],
  ])("of %s are left out of a segmentation, and counted", (set, folder, note) => {
    const notes: string[] = [];
    const cases = casesFor(configFor(set), folder);
    const kept = learnableCases(cases, segmentation, (text) => notes.push(text));
    expect([notes, kept.length]).toEqual([[note], cases.length - Number(note[0])]);
  });

  test("stay for a task that asks something else, and leave those whom the owners' sides name", () => {
    const folder = writeMnms();
    const owners = { split: { owners: true } };
    expect(finetunePlan(configFor("mnms", owners), folder).split.training).toEqual(["A0S9V9"]);
    const age = configFor("mnms", { ...owners, task: { kind: "regression", targets: ["ageYears"] } });
    expect(finetunePlan(age, folder).split.training).toEqual(["A0S9V9", "E5F6G7"]);
    const volume = { ...age, task: { kind: "regression" as const, targets: ["lvEdvMl" as const] } };
    expect(finetunePlan(volume, folder).split.training).toEqual(["A0S9V9"]);
  });

  test("are refused where nothing is labelled, and so is one among the labelled part", () => {
    const split = { split: { owners: true, validation: "1" } };
    expect(() => finetunePlan(configFor("myops", split), writeMyops())).toThrow(/case 102, sax has no labels/);
    const folder = writeEmidecOfOwners();
    for (const id of ["N006", "P059"]) rmSync(join(folder, `Case_${id}/Contours`), { recursive: true });
    const drawn = { split: { validation: "1" } };
    expect(() => finetunePlan(configFor("emidec", drawn), folder)).toThrow(/case N006, sax lge has no labels/);
  });
});

describe("cases of other classes than the task's", () => {
  const task = { kind: "classification", fact: "group", classes: ["NOR", "HCM"] };
  const changes = { task, split: { validation: "1" }, network: { kind: "resnet", model: { depth: 10 } } };
  const folder = writeMnms2();
  const groups = dataSetNamed("mnms2")
    .list(folder)
    .map(({ facts }) => facts.group!);

  test("are refused unless the task leaves them out, which it says in one line", () => {
    expect(groups.filter((name) => !task.classes.includes(name)).length).toBeGreaterThan(0);
    expect(() => finetunePlan(configFor("mnms2", changes), folder)).toThrow(/expected one of NOR, HCM/);
    const config = configFor("mnms2", { ...changes, task: { ...task, others: "leave out" } });
    const notes: string[] = [];
    const kept = learnableCases(casesFor(config, folder), config.task, (text) => notes.push(text));
    expect(kept.map(({ facts }) => facts.group)).toEqual(groups.filter((name) => task.classes.includes(name)));
    expect(notes).toEqual([
      expect.stringMatching(
        `^${groups.length - kept.length} of ${groups.length} cases are of no class of the task and are left out: group `,
      ),
    ]);
  });

  test("are images where images are told apart; one that states no class stays, and is refused", () => {
    const views = {
      ...configFor("mnms2", { ...changes, task: { ...task, fact: "view", classes: ["sax", "lax_3c"] } }),
    };
    const config = { ...views, data: { ...views.data, views: ["sax" as const, "lax_4c" as const] } };
    const cases = casesFor(config, folder);
    const notes: string[] = [];
    const told = { ...config.task, others: "leave out" as const } as typeof config.task;
    const kept = learnableCases(cases, told, (text) => notes.push(text));
    expect(new Set(kept.flatMap(({ images }) => images.map(({ view }) => view)))).toEqual(new Set(["sax"]));
    expect(notes[0]).toMatch(/^\d+ of \d+ images are of no class .*: view lax_4c$/);
  });
});

test("studies that cannot be laid out are counted, with the first reason", () => {
  const notes: string[] = [];
  const cases = casesFor(configFor("kaggle-dsb"), writeKaggle(), (text) => notes.push(text));
  expect(cases.map(({ id }) => id)).toEqual(["1"]);
  expect(notes).toEqual([
    expect.stringMatching(
      /^4 of 5 cases have views that could not be laid out, and 4 are left out by it: 2, 10, 501, 701; the first, .*sax: .*not a DICOM/,
    ),
  ]);
});

test("whole cines of which nobody says the phases cannot be channels, and the refusal says so", () => {
  const folder = writeKaggle();
  const task = { kind: "regression", targets: ["lvEfPercent"] };
  const together = (views: readonly string[]) => () =>
    casesFor(configFor("kaggle-dsb", { task, data: { set: "kaggle-dsb", frames: "channels", views } }), folder);
  expect(together(["sax"])).toThrow(
    /no image .* said to be end-diastole or end-systole, .*; give data\.frames: each, or/,
  );
  expect(together(["lax_3c"])).toThrow(/no image of .* that data\.sequences and data\.views name$/);
});
