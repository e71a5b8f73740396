import packageJson from "../package.json" with { type: "json" };

/** Name and version as every result carries them. */
export const software = `cmrkit ${packageJson.version}`;
