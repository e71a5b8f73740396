import { describe, expect, test } from "vitest";
import { decodeRgbPng } from "./rgb-png.ts";

/** Two pixels side by side, red and blue, written by zlib after the specification. */
const pictures = {
  colour: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==",
  colourAndAlpha: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8AAQv8BD/kD/YURmXYAAAAASUVORK5CYII=",
  glass: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8AAQpwADwMDB9MqIDYAAAAASUVORK5CYII=",
  grey: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGPg5AQAAB4AE+sZciUAAAAASUVORK5CYII=",
};
const bytes = (name: keyof typeof pictures) => Buffer.from(pictures[name], "base64");

describe("a picture in colour", () => {
  test.each(["colour", "colourAndAlpha"] as const)("%s is red, green and blue of each pixel", (name) => {
    const { columns, rows, rgb } = decodeRgbPng(bytes(name));
    expect([columns, rows, ...rgb]).toEqual([2, 1, 255, 0, 0, 0, 0, 255]);
  });

  test.each([
    ["what one sees through", bytes("glass"), "transparent"],
    ["grey", bytes("grey"), "unsupported"],
    ["half of it", bytes("colour").subarray(0, 50), "truncated"],
    ["something else", new Uint8Array(40), "not-a-picture"],
  ])("%s is refused", (_, picture, kind) => {
    expect(() => decodeRgbPng(picture)).toThrow(expect.objectContaining({ kind }));
  });

  test("of more pixels than allowed is refused before it is decoded", () => {
    expect(() => decodeRgbPng(bytes("colour"), { maxPixels: 1 })).toThrow(
      expect.objectContaining({ kind: "too-large" }),
    );
  });
});
