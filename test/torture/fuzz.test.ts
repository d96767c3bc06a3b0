import { expect, inject, it } from "vitest";
import { fuzzMarkers } from "./fuzz-markers.ts";
import { fuzzPrefixes } from "./fuzz-prefixes.ts";
import { runFuzzedPrefixes } from "./fuzz-runs.ts";
import { fuzzValues } from "./fuzz-values.ts";

const seed = Date.now() % 1_000_000;
const serverUrl = () => inject("serverUrl");

it("accepts the prefixes that PostgreSQL accepts, and changes nothing but names for them", async () => {
  expect((await fuzzPrefixes(serverUrl(), 200, seed)).failures).toEqual([]);
});

it("touches nothing beyond a prefix, however it is written", async () => {
  expect((await runFuzzedPrefixes(serverUrl(), 2, seed)).failures).toEqual([]);
});

it("reads a marker as a number or refuses it", async () => {
  expect((await fuzzMarkers(serverUrl(), 200, seed)).failures).toEqual([]);
});

it("brings addresses, headers and settings through all versions", async () => {
  expect((await fuzzValues(serverUrl(), 300, seed)).failures).toEqual([]);
});
