//! What the templates lower to, whole: `tests/golden/lower/<template>.json`. `BULKHEAD_BLESS=1` writes them.

use std::fs;
use std::path::Path;

use bulkhead::catalog::Catalog;
use bulkhead::lower::lower;
use bulkhead::template;

#[test]
fn templates_lower_to_the_golden_catalogs() {
    for info in template::list() {
        let design = template::template(info.id).expect("a listed template").design;
        let catalog = lower(&design).catalog;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/lower/{}.json", info.id));
        let actual = serde_json::to_string_pretty(&catalog).expect("a catalog is JSON") + "\n";
        if std::env::var_os("BULKHEAD_BLESS").is_some() {
            fs::write(&file, &actual).expect("the file is written");
        }
        let expected = fs::read_to_string(&file).expect("a golden catalog");
        assert_eq!(actual, expected, "{}", info.id);
        let read: Catalog = serde_json::from_str(&expected).expect("JSON is a catalog");
        assert_eq!(read, catalog, "reading gives back what was written");
    }
}
