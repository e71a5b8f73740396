#!/usr/bin/env node
console.log("cmr");
