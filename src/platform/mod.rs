//! Every call to the browser, behind one door each.
