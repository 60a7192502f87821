-- old
CREATE SCHEMA fts;
CREATE TEXT SEARCH DICTIONARY fts.plain (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION fts.mine (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION fts.mine ALTER MAPPING FOR asciiword WITH fts.plain;
CREATE TABLE fts.docs (body text);
CREATE INDEX docs_fts ON fts.docs USING gin (to_tsvector('fts.mine', body));

-- new
CREATE ROLE r_app;
CREATE SCHEMA fts;
CREATE TEXT SEARCH DICTIONARY fts.plain (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY fts.stem (TEMPLATE = snowball, LANGUAGE = german);
COMMENT ON TEXT SEARCH DICTIONARY fts.stem IS 'stems';
ALTER TEXT SEARCH DICTIONARY fts.stem OWNER TO r_app;
CREATE TEXT SEARCH CONFIGURATION fts.mine (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION fts.mine ALTER MAPPING FOR asciiword WITH fts.plain, fts.stem;
ALTER TEXT SEARCH CONFIGURATION fts.mine DROP MAPPING FOR email;
COMMENT ON TEXT SEARCH CONFIGURATION fts.mine IS 'mine';
CREATE TEXT SEARCH CONFIGURATION fts.empty (PARSER = pg_catalog."default");
CREATE TEXT SEARCH TEMPLATE fts.tmpl (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER fts.prs (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
COMMENT ON TEXT SEARCH PARSER fts.prs IS 'parses';
CREATE TABLE fts.docs (body text);
CREATE INDEX docs_fts ON fts.docs USING gin (to_tsvector('fts.mine', body));
