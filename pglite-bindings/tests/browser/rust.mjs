import init, { names, run } from './rust/suite.js';

await init();
window.run = (name) => run(name).then((note) => ({ note }), (error) => ({ error: String(error.stack ?? error) }));
window.names = names();
