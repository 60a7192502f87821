create schema "My Schema";
create type "My Schema"."E num" as enum ('it''s', 'a"b', 'C');
create domain "My Schema"."D om" as "My Schema"."E num"[] default '{C}';
create type "My Schema"."C omp" as ("A ttr" "My Schema"."E num", "b" text);
create type "My Schema"."R ange" as range (subtype = int);
create table "My Schema"."T able" ("I d" serial, "E" "My Schema"."E num" default 'C', "D" "My Schema"."D om", "C" "My Schema"."C omp", "R" "My Schema"."R ange", "M" "My Schema"."R ange_multirange");
insert into "My Schema"."T able" ("D","C","R","M") values ('{C}', row('C','x'), '[1,2)', '{[1,2)}');
comment on type "My Schema"."E num" is 'it''s';
create collation "My Schema"."Co" from "C";
create table "My Schema"."U" (a text collate "My Schema"."Co");

-- new
create schema "My Schema";
create type "My Schema"."E num" as enum ('C', 'it''s', 'd''d');
create domain "My Schema"."D om" as "My Schema"."E num"[] default '{C}' check (cardinality(value) > 0);
create type "My Schema"."C omp" as ("b" text, "A ttr" "My Schema"."E num");
create type "My Schema"."R ange" as range (subtype = bigint, multirange_type_name = "My Schema"."R ange_multirange");
create table "My Schema"."T able" ("I d" bigserial, "E" "My Schema"."E num" default 'C', "D" "My Schema"."D om", "C" "My Schema"."C omp", "R" "My Schema"."R ange", "M" "My Schema"."R ange_multirange");
create collation "My Schema"."Co" from "POSIX";
create table "My Schema"."U" (a text collate "My Schema"."Co");
