// Runs when the body of a write has arrived as a whole: js_content reads it first.

function arrived(r) {
    r.internalRedirect(r.variables.onward);
}

export default { arrived };
