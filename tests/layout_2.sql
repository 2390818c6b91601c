BEGIN TRANSACTION;
CREATE TABLE candidates (
	id VARCHAR(40) NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "candidates" VALUES('local','2026-11-23 12:00:00.000000');
CREATE TABLE decisions (
	interview VARCHAR(40) NOT NULL, 
	turn INTEGER NOT NULL, 
	scope VARCHAR(5) NOT NULL, 
	subject VARCHAR(60) NOT NULL, 
	verdict VARCHAR(12) NOT NULL, 
	word TEXT NOT NULL, 
	PRIMARY KEY (interview, turn, scope, subject), 
	FOREIGN KEY(interview, turn) REFERENCES turns (interview, id)
);
INSERT INTO "decisions" VALUES('over',0,'first','light','met','Yes.');
CREATE TABLE disputes (
	interview VARCHAR(40) NOT NULL, 
	turn INTEGER NOT NULL, 
	scope VARCHAR(5) NOT NULL, 
	subject VARCHAR(60) NOT NULL, 
	word TEXT NOT NULL, 
	PRIMARY KEY (interview, turn, scope, subject), 
	FOREIGN KEY(interview, turn) REFERENCES turns (interview, id)
);
INSERT INTO "disputes" VALUES('over',0,'first','middle','I did.');
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
INSERT INTO "events" VALUES('over',1,'2026-11-23 12:00:00.000000','begun','c1','{}');
INSERT INTO "events" VALUES('over',2,'2026-11-23 12:00:00.000000','greeted','c2','{"text": "Hello."}');
INSERT INTO "events" VALUES('over',3,'2026-11-23 12:00:00.000000','asked','c3','{"turn": 0, "text": "One?", "by": "test", "note": ""}');
INSERT INTO "events" VALUES('over',4,'2026-11-23 12:00:05.000000','ended','c4','{"draft": "this heavy thing"}');
INSERT INTO "events" VALUES('over',5,'2026-11-23 12:00:06.000000','graded','c5','{"turn": 0, "scope": "first", "judge": "test", "score": 0.5}');
INSERT INTO "events" VALUES('over',6,'2026-11-23 12:00:07.000000','decided','c6','{"turn": 0, "subject": "light", "verdict": "met", "word": "Yes."}');
INSERT INTO "events" VALUES('over',7,'2026-11-23 12:00:08.000000','disputed','c7','{"turn": 0, "subject": "middle", "word": "I did."}');
INSERT INTO "events" VALUES('going',1,'2026-11-23 12:00:00.000000','begun','c1','{}');
INSERT INTO "events" VALUES('going',2,'2026-11-23 12:00:00.000000','greeted','c2','{"text": "Hello."}');
INSERT INTO "events" VALUES('going',3,'2026-11-23 12:00:00.000000','asked','c3','{"turn": 0, "text": "One?", "by": "test", "note": ""}');
INSERT INTO "events" VALUES('going',4,'2026-11-23 12:00:11.000000','answered','c4','{"turn": 0, "text": "this"}');
INSERT INTO "events" VALUES('going',5,'2026-11-23 12:00:12.000000','asked','c5','{"turn": 1, "text": "Two?", "by": "test", "note": ""}');
INSERT INTO "events" VALUES('going',6,'2026-11-23 12:00:13.000000','graded','c6','{"turn": 0, "scope": "first", "judge": "test", "score": 0.5}');
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
	made_from JSON, 
	PRIMARY KEY (id), 
	FOREIGN KEY(interview, turn) REFERENCES turns (interview, id)
);
INSERT INTO "grades" VALUES(1,'over',0,'first','2026-11-23 12:00:06.000000','test','','231ec529f8ce6086',0.5,6,'[]',0,0,0,NULL,0.0,'',NULL);
INSERT INTO "grades" VALUES(2,'over',0,'first','2026-11-23 12:00:07.000000','human','','231ec529f8ce6086',6.66666666666666629659e-01,6,'[]',0,0,0,NULL,0.0,'','{"judge": "test", "prompt": "", "grade": "a20ccc37841af120"}');
INSERT INTO "grades" VALUES(3,'going',0,'first','2026-11-23 12:00:13.000000','test','','231ec529f8ce6086',0.5,6,'[]',0,0,0,NULL,0.0,'',NULL);
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
INSERT INTO "interviews" VALUES('over','local',7,'{"mode": "study", "topics": [], "levels": [], "questions": [], "number": 3, "minutes": null, "follow_ups": 0, "pace": 1.0, "seed": 0}','over',NULL,'2026-11-23 12:00:00.000000','2026-11-23 12:00:00.000000','2026-11-23 12:00:05.000000',NULL,'Hello.','',3,'["agents", "rag"]','human',1,6.66666666666666629659e-01,6.66666666666666629659e-01);
INSERT INTO "interviews" VALUES('going','local',6,'{"mode": "exam", "topics": [], "levels": [], "questions": [], "number": 3, "minutes": null, "follow_ups": 0, "pace": 1.0, "seed": 0}','open',1,'2026-11-23 12:00:10.000000','2026-11-23 12:00:00.000000',NULL,NULL,'Hello.','',3,'["agents", "rag"]','test',1,0.5,0.5);
INSERT INTO "interviews" VALUES('ready','local',0,'{"mode": "exam", "topics": [], "levels": [], "questions": [], "number": 3, "minutes": null, "follow_ups": 1, "pace": 1.0, "seed": 0}','ready',NULL,'2026-11-23 12:00:20.000000',NULL,NULL,NULL,'','',3,'["agents", "rag"]','',0,NULL,NULL);
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
INSERT INTO "turns" VALUES('over',0,NULL,NULL,'rag/one','{"id":"rag/one","topic":"rag","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"Über KV-Caches: 100 % of_it?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'One?','test','',NULL,5.0,0.0,'this heavy thing','ended','2026-11-23 12:00:05.000000','[]','[]','[]','{"status": "graded", "reason": "", "confirmed": false}',NULL);
INSERT INTO "turns" VALUES('over',1,NULL,NULL,'agents/two','{"id":"agents/two","topic":"agents","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"What is there to say of agents/two?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'','','',NULL,0.0,0.0,NULL,'',NULL,'[]','[]','[]',NULL,NULL);
INSERT INTO "turns" VALUES('over',2,NULL,NULL,'rag/three','{"id":"rag/three","topic":"rag","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"What was never asked?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'','','',NULL,0.0,0.0,NULL,'',NULL,'[]','[]','[]',NULL,NULL);
INSERT INTO "turns" VALUES('going',0,NULL,NULL,'rag/one','{"id":"rag/one","topic":"rag","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"Über KV-Caches: 100 % of_it?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'One?','test','',NULL,11.0,0.0,'this','answered','2026-11-23 12:00:11.000000','[]','[]','[]','{"status": "graded", "reason": "", "confirmed": false}',NULL);
INSERT INTO "turns" VALUES('going',1,NULL,NULL,'agents/two','{"id":"agents/two","topic":"agents","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"What is there to say of agents/two?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'Two?','test','','2026-11-23 12:00:12.000000',0.0,0.0,NULL,'',NULL,'[]','[]','[]',NULL,NULL);
INSERT INTO "turns" VALUES('going',2,NULL,NULL,'rag/three','{"id":"rag/three","topic":"rag","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"What was never asked?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'','','',NULL,0.0,0.0,NULL,'',NULL,'[]','[]','[]',NULL,NULL);
INSERT INTO "turns" VALUES('ready',0,NULL,NULL,'rag/one','{"id":"rag/one","topic":"rag","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"Über KV-Caches: 100 % of_it?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'','','',NULL,0.0,0.0,NULL,'',NULL,'[]','[]','[]',NULL,NULL);
INSERT INTO "turns" VALUES('ready',1,NULL,NULL,'agents/two','{"id":"agents/two","topic":"agents","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"What is there to say of agents/two?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'','','',NULL,0.0,0.0,NULL,'',NULL,'[]','[]','[]',NULL,NULL);
INSERT INTO "turns" VALUES('ready',2,NULL,NULL,'rag/three','{"id":"rag/three","topic":"rag","level":"mid","kind":"explain","minutes":4.0,"tags":[],"verified":null,"source":"","title":"What was never asked?","body":"","answer":"CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.","rubric":[{"id":"light","points":1,"says":"It says the light thing.","cues":["light*"],"probe":"What of light?","read":[],"number":null},{"id":"heavy","points":3,"says":"It says the heavy thing.","cues":["heavy*"],"probe":"What of heavy?","read":[],"number":null},{"id":"middle","points":2,"says":"It says the middle thing.","cues":["middle*"],"probe":"What of middle?","read":[],"number":null}],"misconceptions":[],"references":[],"samples":[]}',240.0,'','','',NULL,0.0,0.0,NULL,'',NULL,'[]','[]','[]',NULL,NULL);
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
INSERT INTO "verdicts" VALUES(2,0,'point','light','met','Yes.','[]');
INSERT INTO "verdicts" VALUES(2,1,'point','heavy','met','','[]');
INSERT INTO "verdicts" VALUES(2,2,'point','middle','missed','','[]');
INSERT INTO "verdicts" VALUES(3,0,'point','light','missed','','[]');
INSERT INTO "verdicts" VALUES(3,1,'point','heavy','met','','[]');
INSERT INTO "verdicts" VALUES(3,2,'point','middle','missed','','[]');
CREATE INDEX ix_spending_interview ON spending (interview);
CREATE INDEX ix_spending_day ON spending (day);
CREATE INDEX interviews_by_stage ON interviews (stage);
CREATE INDEX interviews_of_candidate ON interviews (candidate, created_at, id);
CREATE INDEX grades_of_turn ON grades (interview, turn, scope, id);
COMMIT;
PRAGMA user_version=2;
