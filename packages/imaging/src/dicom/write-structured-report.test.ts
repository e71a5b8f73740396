import { expect, test } from "vitest";
import type { CodedConcept } from "./coded-concept.ts";
import { type Container, contentItemValues, related } from "./content-item.ts";
import { refusalOf } from "./testing/refusal.ts";
import { object } from "./testing/segmentation.ts";
import { writeStructuredReport } from "./write-structured-report.ts";

const code: CodedConcept = { scheme: "DCM", value: "126000", meaning: "Imaging Measurement Report" };
const ml: CodedConcept = { scheme: "UCUM", value: "mL", meaning: "mL" };

test("a number that 16 characters cannot hold is there as a double too", () => {
  const measured = (value: number) => contentItemValues({ kind: "number", name: code, value, unit: ml });
  expect(measured(0.1 + 0.2)).toMatchObject({
    MeasuredValueSequence: [{ NumericValue: 0.1 + 0.2, FloatingPointValue: 0.1 + 0.2 }],
  });
  expect(measured(62.5)).not.toHaveProperty("MeasuredValueSequence.0.FloatingPointValue");
});

test("a number that could not be had is an empty value with its reason", () => {
  expect(contentItemValues({ kind: "no-number", name: code, why: ml })).toMatchObject({
    ValueType: "NUM",
    MeasuredValueSequence: [],
    NumericValueQualifierCodeSequence: [{ CodeValue: "mL" }],
  });
});

test("an item says how it is related to the one above it", () => {
  const content: Container = {
    kind: "container",
    name: code,
    template: "1500",
    children: related("HAS CONCEPT MOD", { kind: "code", name: code, value: ml }),
  };
  expect(contentItemValues(content)).toMatchObject({
    ContentTemplateSequence: [{ MappingResource: "DCMR", TemplateIdentifier: "1500" }],
    ContentSequence: [{ RelationshipType: "HAS CONCEPT MOD", ValueType: "CODE" }],
  });
});

test("an image that is referred to and not among the evidence is not written", () => {
  const image = { kind: "image", name: code, reference: { sopClassUid: "1.2", sopInstanceUid: "1.2.3.77" } } as const;
  const content: Container = { kind: "container", name: code, children: related("CONTAINS", image) };
  const error = refusalOf(() => writeStructuredReport({ object, content, evidence: [] }));
  expect(error.kind).toBe("not-writable");
  expect(error.message).toContain("1.2.3.77");
});
