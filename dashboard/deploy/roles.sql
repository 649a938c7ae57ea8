-- Two roles for PostgreSQL: clvt owns the tables, imports, keeps accounts and writes the access log;
-- clvt_reads answers questions, and can change nothing whatever is asked through it.
--
-- Make the database first, as a superuser:  createdb clvt
-- then run this in it, once:                psql clvt -f dashboard/deploy/roles.sql
-- and give both a password:                 psql clvt -c '\password clvt' -c '\password clvt_reads'
--
-- CLVT_DATABASE_URL names clvt, CLVT_READING_URL names clvt_reads. tests/keeping/test_roles.py runs this file.

CREATE ROLE clvt LOGIN;
CREATE ROLE clvt_reads LOGIN;
ALTER ROLE clvt_reads SET default_transaction_read_only = on;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO clvt;
GRANT USAGE ON SCHEMA public TO clvt_reads;

-- What clvt makes, when it migrates, clvt_reads may read.
ALTER DEFAULT PRIVILEGES FOR ROLE clvt IN SCHEMA public GRANT SELECT ON TABLES TO clvt_reads;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO clvt_reads;
