BEGIN TRANSACTION;
CREATE TABLE candidates (
	id VARCHAR(40) NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "candidates" VALUES('local','2026-11-23 12:00:00.000000');
CREATE TABLE drafts (
	interview VARCHAR(40) NOT NULL, 
	turn INTEGER NOT NULL, 
	rev BIGINT NOT NULL, 
	text TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (interview, turn), 
	FOREIGN KEY(interview) REFERENCES interviews (id)
);
CREATE TABLE events (
	interview VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	cid VARCHAR(40), 
	data JSON NOT NULL, 
	PRIMARY KEY (interview, version), 
	UNIQUE (interview, cid), 
	FOREIGN KEY(interview) REFERENCES interviews (id)
);
INSERT INTO "events" VALUES('id',1,'2026-11-23 12:00:00.000000','begun','c0','{}');
INSERT INTO "events" VALUES('id',2,'2026-11-23 12:00:00.000000','greeted','c1','{"text": "Hello."}');
INSERT INTO "events" VALUES('id',3,'2026-11-23 12:00:00.000000','asked','c2','{"turn": 0, "text": "One?", "by": "test", "note": ""}');
INSERT INTO "events" VALUES('id',4,'2026-11-23 12:00:05.000000','answered','c3','{"turn": 0, "text": "this heavy thing"}');
INSERT INTO "events" VALUES('id',5,'2026-11-23 12:00:06.000000','thanked','c4','{"text": "Bye."}');
INSERT INTO "events" VALUES('id',6,'2026-11-23 12:00:07.000000','graded','c5','{"turn": 0, "scope": "first", "judge": "basic@1", "score": 0.3333333333333333}');
INSERT INTO "events" VALUES('id',7,'2026-11-23 12:00:08.000000','graded','c6','{"turn": 0, "scope": "first", "judge": "openai/m", "score": 0.5833333333333334}');
CREATE TABLE grades (
	id INTEGER NOT NULL, 
	interview VARCHAR(40) NOT NULL, 
	turn INTEGER NOT NULL, 
	scope VARCHAR(5) NOT NULL, 
	at DATETIME NOT NULL, 
	judge VARCHAR(200) NOT NULL, 
	prompt VARCHAR(16) NOT NULL, 
	question VARCHAR(16) NOT NULL, 
	score FLOAT NOT NULL, 
	possible INTEGER NOT NULL, 
	flags JSON NOT NULL, 
	needs_review BOOLEAN NOT NULL, 
	tokens_in INTEGER NOT NULL, 
	tokens_out INTEGER NOT NULL, 
	cost FLOAT, 
	seconds FLOAT NOT NULL, 
	raw TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(interview, turn) REFERENCES turns (interview, id)
);
INSERT INTO "grades" VALUES(1,'id',0,'first','2026-11-23 12:00:07.000000','basic@1','','d1b08852cf18aed9',3.33333333333333314829e-01,6,'[]',0,0,0,NULL,0.0,'');
INSERT INTO "grades" VALUES(2,'id',0,'first','2026-11-23 12:00:08.000000','openai/m','0123456789abcdef','d1b08852cf18aed9',5.8333333333333337034e-01,6,'[]',0,900,100,0.01,1.5,'{}');
CREATE TABLE interviews (
	id VARCHAR(40) NOT NULL, 
	candidate VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	"plan" JSON NOT NULL, 
	stage VARCHAR(12) NOT NULL, 
	current INTEGER, 
	created_at DATETIME NOT NULL, 
	started_at DATETIME, 
	ended_at DATETIME, 
	alive_at DATETIME, 
	greeting TEXT NOT NULL, 
	closing TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	topics JSON NOT NULL, 
	judge VARCHAR(200) NOT NULL, 
	counted INTEGER NOT NULL, 
	score FLOAT, 
	"before" FLOAT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(candidate) REFERENCES candidates (id)
);
INSERT INTO "interviews" VALUES('id','local',7,'{"mode": "exam", "topics": [], "levels": [], "questions": [], "number": 1, "minutes": null, "follow_ups": 0, "pace": 1.0, "seed": 0}','over',NULL,'2026-11-23 12:00:00.000000','2026-11-23 12:00:00.000000','2026-11-23 12:00:05.000000',NULL,'Hello.','Bye.',1,'["rag"]','openai/m',1,5.8333333333333337034e-01,5.8333333333333337034e-01);
CREATE TABLE spending (
	id INTEGER NOT NULL, 
	interview VARCHAR(40) NOT NULL, 
	day DATE NOT NULL, 
	at DATETIME NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	model VARCHAR(200) NOT NULL, 
	tokens_in INTEGER NOT NULL, 
	tokens_out INTEGER NOT NULL, 
	cost FLOAT, 
	seconds FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE turns (
	interview VARCHAR(40) NOT NULL, 
	id INTEGER NOT NULL, 
	parent INTEGER, 
	criterion VARCHAR(60), 
	question_id VARCHAR(130) NOT NULL, 
	question TEXT, 
	seconds FLOAT, 
	text TEXT NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	note TEXT NOT NULL, 
	opened_at DATETIME, 
	used FLOAT NOT NULL, 
	credit FLOAT NOT NULL, 
	answer TEXT, 
	how VARCHAR(12) NOT NULL, 
	closed_at DATETIME, 
	hints JSON NOT NULL, 
	asides JSON NOT NULL, 
	missing JSON NOT NULL, 
	first JSON, 
	"all" JSON, 
	PRIMARY KEY (interview, id), 
	FOREIGN KEY(interview) REFERENCES interviews (id)
);
INSERT INTO "turns" VALUES('id',0,NULL,NULL,'rag/one','{"id":"rag/one","topic":"rag","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"What is there to say of rag/one?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[{"id":"false","says":"It says a false thing.","cues":["false"],"costs":1}],"references":[],"samples":[]}',240.0,'One?','test','',NULL,5.0,0.0,'this heavy thing','answered','2026-11-23 12:00:05.000000','[]','[]','[]','{"status": "graded", "reason": "", "confirmed": false}',NULL);
CREATE TABLE verdicts (
	grade INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	kind VARCHAR(13) NOT NULL, 
	subject VARCHAR(60) NOT NULL, 
	verdict VARCHAR(12) NOT NULL, 
	reason TEXT NOT NULL, 
	evidence JSON NOT NULL, 
	PRIMARY KEY (grade, n), 
	FOREIGN KEY(grade) REFERENCES grades (id)
);
INSERT INTO "verdicts" VALUES(1,0,'point','light','missed','','[]');
INSERT INTO "verdicts" VALUES(1,1,'point','heavy','met','','[]');
INSERT INTO "verdicts" VALUES(1,2,'point','middle','missed','','[]');
INSERT INTO "verdicts" VALUES(1,3,'misconception','false','found','Found.','[{"part": 0, "start": 0, "end": 4}]');
INSERT INTO "verdicts" VALUES(2,0,'point','light','partly','','[]');
INSERT INTO "verdicts" VALUES(2,1,'point','heavy','met','','[]');
INSERT INTO "verdicts" VALUES(2,2,'point','middle','missed','','[]');
CREATE INDEX ix_spending_interview ON spending (interview);
CREATE INDEX ix_spending_day ON spending (day);
CREATE INDEX interviews_by_stage ON interviews (stage);
CREATE INDEX interviews_of_candidate ON interviews (candidate, created_at, id);
CREATE INDEX grades_of_turn ON grades (interview, turn, scope, id);
COMMIT;
PRAGMA user_version=1;
