import { expect, test } from "vitest";
import { readStudyTitle } from "./study-title.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

const file = writeMrInstance(obliqueImage(0, 0, 1));
const titleOf = (values: Parameters<typeof recode>[1]["values"]) => readStudyTitle(recode(file, { values }), "one.dcm");

test("a study is told by its date and description", () => {
  expect(titleOf({ StudyDate: Buffer.from("20240229"), StudyDescription: "Heart" })).toEqual({
    studyDate: "2024-02-29",
    studyDescription: "Heart",
  });
});

test.each(["20120000", "2012", "19991301", "1999.01.01"])("%s is no date", (date) => {
  expect(titleOf({ StudyDate: Buffer.from(date) }).studyDate).toBeUndefined();
});
