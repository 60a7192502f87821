import { tests } from './suite.mjs';

window.names = Object.keys(tests);
window.run = (name) => tests[name]().then((note) => ({ note }), (error) => ({ error: String(error.stack ?? error) }));
