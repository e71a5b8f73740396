import { cross, dot } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { heartFrame, toHeart, toPatient } from "./pose.ts";

const pose = { leftMm: 30, posteriorMm: -20, superiorMm: 5, apexAzimuthDeg: 45, apexDescentDeg: 30, rollDeg: 10 };

test("the apex points left, forward and down, and inferior is down", () => {
  const { basal, inferior } = heartFrame(pose);
  const apical = basal.map((component) => -component);
  expect(apical[0]).toBeCloseTo(Math.cos(Math.PI / 6) * Math.SQRT1_2, 12);
  expect(apical[1]).toBeCloseTo(-Math.cos(Math.PI / 6) * Math.SQRT1_2, 12);
  expect(apical[2]).toBeCloseTo(-0.5, 12);
  expect(inferior[2]).toBeLessThan(-0.8);
});

test("lateral, inferior and basal are a right-handed set of unit axes, as row, column and normal of a slice are", () => {
  const { lateral, inferior, basal } = heartFrame(pose);
  for (const [i, component] of cross(lateral, inferior).entries()) expect(component).toBeCloseTo(basal[i]!, 12);
  expect(dot(lateral, lateral)).toBeCloseTo(1, 12);
});

test("a positive roll turns the septum towards inferior", () => {
  const upright = heartFrame({ ...pose, rollDeg: 0 });
  const septum = heartFrame(pose).lateral;
  expect(-dot(septum, upright.inferior)).toBeCloseTo(Math.sin(Math.PI / 18), 12);
});

test("a point goes to heart coordinates and back", () => {
  const frame = heartFrame(pose);
  const back = toPatient(frame, toHeart(frame, [12, -34, 56]));
  for (const [i, mm] of [12, -34, 56].entries()) expect(back[i]).toBeCloseTo(mm, 12);
});
