/**
 * The parts of FHIR R4 that we write, and no others: a DiagnosticReport with contained Observations and a Device.
 * Source: HL7 FHIR R4 (4.0.1), DiagnosticReport, Observation, Device, and the data types named.
 */
import { z } from "zod";

const text = z.string().regex(/\S/, "must not be blank");
const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/);
const instant = z.iso.datetime({ offset: true });
const coding = z.strictObject({ system: z.url(), code: z.string().regex(/^\S+( \S+)*$/), display: text });
const codeableConcept = z
  .strictObject({ coding: z.array(coding).min(1).optional(), text: text.optional() })
  .refine((concept) => concept.coding !== undefined || concept.text !== undefined, "must have a code or a text");
const quantity = z.strictObject({
  value: z.number(),
  unit: text,
  system: z.literal("http://unitsofmeasure.org"),
  code: text,
});
const identifier = z.strictObject({ system: z.string().regex(/^(urn|https?):\S+$/), value: text });
const contained = z.strictObject({ reference: z.string().regex(/^#[A-Za-z0-9\-.]{1,64}$/) });
const narrative = z.strictObject({
  status: z.literal("generated"),
  div: z.string().startsWith('<div xmlns="http://www.w3.org/1999/xhtml">'),
});

const observation = z
  .strictObject({
    resourceType: z.literal("Observation"),
    id,
    status: z.literal("preliminary"),
    category: z.array(codeableConcept).length(1),
    code: codeableConcept,
    bodySite: codeableConcept,
    method: codeableConcept,
    device: contained,
    issued: instant,
    valueQuantity: quantity.optional(),
    dataAbsentReason: codeableConcept.optional(),
    referenceRange: z
      .array(z.strictObject({ low: quantity.optional(), high: quantity.optional(), text }))
      .length(1)
      .optional(),
    note: z.array(z.strictObject({ text })).min(1),
  })
  .refine(
    ({ valueQuantity, dataAbsentReason }) => (valueQuantity === undefined) !== (dataAbsentReason === undefined),
    "has either a value or the reason why there is none (obs-6)",
  );

const device = z.strictObject({
  resourceType: z.literal("Device"),
  id,
  manufacturer: text,
  deviceName: z.array(z.strictObject({ name: text, type: z.literal("model-name") })).length(1),
  version: z.array(z.strictObject({ value: text })).min(1),
  note: z.array(z.strictObject({ text })).min(1),
});

export const diagnosticReportSchema = z
  .strictObject({
    resourceType: z.literal("DiagnosticReport"),
    text: narrative,
    contained: z.array(z.discriminatedUnion("resourceType", [observation, device])),
    status: z.literal("preliminary"),
    category: z.array(codeableConcept).length(1),
    code: codeableConcept,
    subject: z.strictObject({ type: z.literal("Patient"), identifier }).optional(),
    issued: instant,
    result: z.array(contained).min(1),
    imagingStudy: z
      .array(z.strictObject({ type: z.literal("ImagingStudy"), identifier }))
      .length(1)
      .optional(),
    conclusion: text,
  })
  .refine(({ contained, result }) => {
    const ids = new Set(contained.map(({ id }) => `#${id}`));
    const used = [...result, ...contained.flatMap((each) => ("device" in each ? [each.device] : []))];
    return ids.size === contained.length && used.every(({ reference }) => ids.has(reference));
  }, "every reference leads to a contained resource, each with an id of its own");

export type DiagnosticReport = z.infer<typeof diagnosticReportSchema>;
